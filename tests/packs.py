"""A local pack for tests: a page after the first, a form of its own that repeats, a list and a rule."""

ABOUT = """
key = "oak"
title = "Oak House additions"
version = 1
organisation = "Oak House Trust (invented)"

[[section]]
key = "falls"
title = "Falls"
after = "person"
[[section.field]]
key = "fell"
label = "Did the person fall during the stay?"
kind = "yes_no"
required = true
[[section.field]]
key = "where"
label = "Where?"
kind = "choice"
list = "oak_places"
show_if = { field = "fell", is = ["yes"] }
required = true

[[page]]
form = "oak_visit"
"""

VISIT = """
key = "oak_visit"
title = "Visits"
version = 1
repeat = true
singular = "Visit"
letter = "V"
[[section]]
key = "visit"
title = "Visit"
[[section.field]]
key = "who"
label = "Who came"
kind = "text"
role = "title"
source = "S24"
"""

PLACES = """
key = "oak_places"
title = "Places"
version = 1
source = "local"
[[choice]]
code = "lounge"
label = "In the day lounge"
[[choice]]
code = "stairs"
label = "On the stairs"
"""


def pack_folder(folder, **replaced):
    """A folder with the pack; each of about, visit and places may be replaced."""
    files = {"pack.toml": "about", "oak_visit.toml": "visit", "lists/oak_places.toml": "places"}
    given = {"about": ABOUT, "visit": VISIT, "places": PLACES, **replaced}
    for name, what in files.items():
        if given[what] is not None:
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(given[what], "utf-8")
    return folder
