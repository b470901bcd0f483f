"""A file of ours as LibreOffice reads it; tests that ask for it are left out where it is missing."""

import shutil
import subprocess

import pytest

needs_office = pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")


def as_text(path, folder):
    """The words of a Word document as LibreOffice reads it."""
    profile = (folder / "profile").as_uri()
    command = [
        "soffice",
        f"-env:UserInstallation={profile}",
        "--headless",
        "--convert-to",
        "txt:Text (encoded):UTF8",
    ]
    subprocess.run(
        [*command, "--outdir", str(folder), str(path)], check=True, capture_output=True, timeout=240
    )
    return path.with_suffix(".txt").read_text("utf-8-sig")
