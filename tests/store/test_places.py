"""Folders where a workbook is at risk."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from hssib_desk.store.places import is_unc, share_of, synced_by, warning_about


@pytest.mark.parametrize(
    ("path", "name"),
    [
        (r"C:\Users\r\OneDrive - Oak Trust\reviews.hssib", "OneDrive - Oak Trust"),
        (r"C:\Users\r\Dropbox\reviews.hssib", "Dropbox"),
        (r"C:\Users\r\Documents\reviews.hssib", ""),
        (r"C:\Users\r\Documents\OneDrive.hssib", ""),
    ],
)
def test_a_synchronised_folder_is_named(path, name):
    assert synced_by(PureWindowsPath(path)) == name


def test_a_share_is_told_from_a_drive():
    assert is_unc(r"\\server\share\reviews.hssib")
    assert not is_unc(r"\\?\C:\reviews.hssib")
    assert not is_unc(r"C:\reviews.hssib")


def test_the_longest_mount_decides():
    mounts = [
        "/dev/a / ext4 rw 0 0",
        "srv:/x /home/r/my\\040share nfs4 rw 0 0",
        "/dev/b /home/r/my\\040share/b ext4 0 0",
    ]
    assert share_of(PurePosixPath("/home/r/my share/reviews.hssib"), mounts)
    assert not share_of(PurePosixPath("/home/r/my share/b/reviews.hssib"), mounts)
    assert not share_of(PurePosixPath("/home/r/reviews.hssib"), mounts)


def test_a_plain_folder_needs_no_warning(tmp_path):
    assert warning_about(tmp_path / "reviews.hssib") == ""
    assert "keeps in step" in warning_about(Path(tmp_path) / "OneDrive" / "reviews.hssib")
