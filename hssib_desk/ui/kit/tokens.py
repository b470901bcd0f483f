"""The colours of the program, light and dark, each written once."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Tokens:
    """One complete colour scheme; the style sheet and all own painting read from it."""

    name: str
    canvas: str
    surface: str
    sunken: str
    hover: str
    sel: str
    aline: str
    line: str
    control: str
    text: str
    text2: str
    text3: str
    accent: str
    accent_hover: str
    accent_pressed: str
    on_accent: str
    focus: str
    ok: str
    oksoft: str
    warn: str
    warnsoft: str
    warnshape: str
    warnline: str
    bad: str
    badsoft: str
    badline: str
    none: str
    nonesoft: str
    disabled: str
    dis: str
    neutral: str
    neutralsoft: str
    ramp: tuple[str, ...]
    numerals: tuple[str, ...]
    edged: frozenset[int]
    """Points whose block needs a `control` edge to reach 3:1 against the card."""

    def colour(self, name: str) -> str:
        """Return the colour called `name`, or `name` itself when it already is a colour."""
        return name if name.startswith("#") else str(getattr(self, name))


LIGHT = Tokens(
    name="light",
    canvas="#F5F7FA",
    surface="#FFFFFF",
    sunken="#EDF1F5",
    hover="#F0F4F8",
    sel="#E5F0FA",
    aline="#9CC4EA",
    line="#DBE2E9",
    control="#748594",
    text="#17212B",
    text2="#425563",
    text3="#596976",
    accent="#005EB8",
    accent_hover="#004C97",
    accent_pressed="#003087",
    on_accent="#FFFFFF",
    focus="#0072CE",
    ok="#006747",
    oksoft="#E2F3EB",
    warn="#704500",
    warnsoft="#FFF3DB",
    warnshape="#A86200",
    warnline="#E0B45C",
    bad="#8A1538",
    badsoft="#FBE9EE",
    badline="#DE9DB0",
    none="#425563",
    nonesoft="#EDF1F5",
    disabled="#5C6A77",
    dis="#EDF1F5",
    neutral="#5B2A91",
    neutralsoft="#F1EBF8",
    ramp=("#7A2A0A", "#E0914F", "#E1E6EA", "#9CC7EC", "#0F5CA8"),
    numerals=("#FFFFFF", "#17212B", "#17212B", "#17212B", "#FFFFFF"),
    edged=frozenset({2, 3, 4}),
)

DARK = Tokens(
    name="dark",
    canvas="#10171E",
    surface="#18222C",
    sunken="#131C24",
    hover="#202C38",
    sel="#17334F",
    aline="#37628C",
    line="#2B3947",
    control="#74889A",
    text="#E9EFF4",
    text2="#B7C4CF",
    text3="#97A8B6",
    accent="#84BDF2",
    accent_hover="#A6D0F7",
    accent_pressed="#C9E3FB",
    on_accent="#0B1D30",
    focus="#84BDF2",
    ok="#7DD3AE",
    oksoft="#12362B",
    warn="#F5C36B",
    warnsoft="#3A2C10",
    warnshape="#F5C36B",
    warnline="#80622A",
    bad="#F59DB2",
    badsoft="#43192A",
    badline="#8C4359",
    none="#B7C4CF",
    nonesoft="#24313D",
    disabled="#8394A2",
    dis="#202C38",
    neutral="#CBB0F2",
    neutralsoft="#33264A",
    ramp=("#A9481D", "#E39A5E", "#CBD3DA", "#9CC7EC", "#2C74BF"),
    numerals=("#FFFFFF", "#17212B", "#17212B", "#17212B", "#FFFFFF"),
    edged=frozenset({1}),
)


@dataclass(frozen=True, slots=True)
class Tone:
    """The colour names of one kind of chip: text, ground, sign and edge ("" for none)."""

    ink: str
    ground: str
    sign: str
    edge: str = ""


TONES = {
    "info": Tone("accent", "sel", "accent"),
    "ok": Tone("ok", "oksoft", "ok"),
    "warn": Tone("warn", "warnsoft", "warnshape"),
    "bad": Tone("bad", "badsoft", "bad"),
    "none": Tone("none", "nonesoft", "none"),
    "plain": Tone("text2", "", "text2", "line"),
    "neutral": Tone("neutral", "neutralsoft", "neutral"),
}


@dataclass(frozen=True, slots=True)
class Brag:
    """How one BRAG state is told: word first, then shape, then the tone of its chip."""

    word: str
    shape: str
    tone: str


BRAG = {
    "blue": Brag("Blue", "square-tick", "info"),
    "green": Brag("Green", "disc", "ok"),
    "amber": Brag("Amber", "triangle", "warn"),
    "red": Brag("Red", "diamond", "bad"),
    "not_started": Brag("Not started", "ring", "none"),
    "set_aside": Brag("Set aside", "dash", "none"),
}
