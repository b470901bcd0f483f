"""What the README says of the commands is what the commands take."""

import argparse
import os
import re
from pathlib import Path

import pytest
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows

from hssib_desk.cli.parser import parser

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
# Options of several commands are told once, below the list.
TOLD_ONCE = {
    "--help",
    "--force",
    "--json",
    "--passphrase-file",
    "--new-passphrase-file",
    "--recovery-key-file",
    "--password-file",
}


def commands(top=None, words=()):
    """Every command that does something, as its words and its parser."""
    top = top or parser()
    below = [action for action in top._actions if isinstance(action, argparse._SubParsersAction)]
    if not below:
        yield " ".join(words), top
    for action in below:
        for name, one in action.choices.items():
            yield from commands(one, (*words, name))


def said_of(name):
    """What the README's list says of a command."""
    pattern = re.compile(rf"hssib-desk (?:[a-z-]+ \| )*{name.replace(' ', ' +')}(?= |$)")
    return [line for line in README.splitlines() if pattern.match(line)]


def long_options(one):
    return {text for action in one._actions for text in action.option_strings if text.startswith("--")}


ALL = list(commands())


@pytest.mark.parametrize(("name", "one"), ALL, ids=[name for name, _ in ALL])
def test_every_command_is_listed_with_the_options_it_takes(name, one):
    (line,) = said_of(name)
    assert set(re.findall(r"--[a-z-]+", line)) == long_options(one) - TOLD_ONCE


def test_what_is_told_once_is_told():
    paragraph = README.split("hssib-desk self-test")[1].split("## The packaged")[0]
    assert {option for option in TOLD_ONCE if option in paragraph} == TOLD_ONCE


def test_nothing_is_listed_that_is_not_there():
    block = README.split("## Commands")[1].split("```")[1]
    known = {name.split()[0] for name, _ in commands()}
    listed = set(re.findall(r"^hssib-desk ([a-z-]+)", block, re.M))
    assert listed
    assert listed <= known


def test_the_exit_statuses_are_said_alike():
    assert re.search(r"exit status is 0 when.*1 when.*2 when the command line is wrong, 3 when", README, re.S)
    assert "0 done; 1 it could not be done; 2 the command line is wrong; 3" in parser().format_help()


@pytest.mark.parametrize(
    ("system", "home", "shown"),
    [(Unix, "~", 0), (Windows, "%LOCALAPPDATA%", 1), (MacOS, "~", 2)],
    ids=["Linux", "Windows", "macOS"],
)
def test_what_stays_on_a_computer_is_told_for_each_system(monkeypatch, system, home, shown):
    for name in [name for name in os.environ if name.startswith("XDG_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", "/home")
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", "C:\\local")
    own = system("hssib-desk", appauthor=False)
    places = [
        own.user_data_dir,
        own.user_cache_dir,
        own.user_config_dir,
        own.user_state_dir,
        own.user_log_dir,
    ]
    section = README.split("## Removing it")[1].split("\n## ")[0]
    told = [
        line.split("|")[2 + shown].strip(" `").replace("\\", "/")
        for line in section.splitlines()
        if "`" in line and line.startswith("|")
    ]
    assert told == [
        place.replace("\\", "/").replace("C:/local", home).replace("/home", home) for place in places
    ]
