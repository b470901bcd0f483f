"""Folders where a workbook is at risk, on machines that are made up."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest

from hssib_desk.store.places import Machine, find_place, is_unc, mount_type, place_of, warning_about

MOUNTS = (
    "/dev/a / ext4 rw 0 0",
    "srv:/x /home/r/my\\040share nfs4 rw 0 0",
    "/dev/b /home/r/my\\040share/b ext4 0 0",
    "//srv/wards /mnt/wards cifs rw 0 0",
    "remote: /home/r/cloud fuse.rclone rw 0 0",
)
HOME = r"C:\Users\r"


def kind(path, machine=None):
    place = find_place(path, machine or Machine())
    return (place.kind, place.name) if place else None


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (rf"{HOME}\OneDrive - Oak Trust\reviews.hssib", ("synced", "OneDrive - Oak Trust")),
        (rf"{HOME}\OneDrive\a\b\reviews.hssib", ("synced", "OneDrive")),
        (rf"{HOME}\Oak Trust\SharePoint - Wards\reviews.hssib", ("synced", "SharePoint - Wards")),
        (rf"{HOME}\Dropbox (Oak)\reviews.hssib", ("synced", "Dropbox (Oak)")),
        (r"G:\My Drive\reviews.hssib", ("synced", "My Drive")),
        (rf"{HOME}\iCloudDrive\reviews.hssib", ("synced", "iCloudDrive")),
        (rf"{HOME}\Box Sync\reviews.hssib", ("synced", "Box Sync")),
        (rf"{HOME}\Nextcloud\reviews.hssib", ("synced", "Nextcloud")),
        (r"\\fs01\wards\reviews.hssib", ("share", "a network drive")),
        (r"\\?\UNC\fs01\wards\reviews.hssib", ("share", "a network drive")),
        (r"\\fs01\home$\r\reviews.hssib", ("redirected", "a folder of your account on a server")),
        (r"\\fs01\data\r\Documents\reviews.hssib", ("redirected", "a folder of your account on a server")),
        (rf"{HOME}\Documents\reviews.hssib", None),
        (rf"{HOME}\Documents\OneDrive.hssib", None),
        (rf"{HOME}\Boxes\reviews.hssib", None),
    ],
)
def test_windows_paths(path, expected):
    assert kind(PureWindowsPath(path)) == expected


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/home/r/Dropbox/reviews.hssib", ("synced", "Dropbox")),
        ("/Users/r/Library/Mobile Documents/com~apple~CloudDocs/r.hssib", ("synced", "Mobile Documents")),
        ("/Users/r/Library/CloudStorage/OneDrive-OakTrust/r.hssib", ("synced", "CloudStorage")),
        ("/Users/r/Library/CloudStorage/GoogleDrive-r@oak/r.hssib", ("synced", "GoogleDrive-r@oak")),
        ("/home/r/my share/reviews.hssib", ("share", "a network drive")),
        ("/mnt/wards/reviews.hssib", ("share", "a network drive")),
        ("/home/r/cloud/reviews.hssib", ("synced", "a cloud service")),
        ("/media/r/STICK/reviews.hssib", ("removable", "a removable drive")),
        ("/Volumes/STICK/reviews.hssib", ("removable", "a removable drive")),
        ("/home/r/my share/b/reviews.hssib", None),
        ("/home/r/reviews.hssib", None),
    ],
)
def test_paths_of_other_systems(path, expected):
    assert kind(PurePosixPath(path), Machine(mounts=MOUNTS)) == expected


def test_a_drive_letter_is_what_windows_says_it_is():
    path = PureWindowsPath(r"H:\reviews.hssib")
    asked = []

    def types(kind):
        return Machine(drive_type=lambda anchor: asked.append(anchor) or kind)

    assert kind(path, types(4)) == ("share", "a network drive")
    assert kind(path, types(2)) == ("removable", "a removable drive")
    assert kind(path, types(3)) is None
    assert set(asked) == {"H:\\"}


def test_a_folder_is_known_by_what_the_machine_says_of_it():
    cloud = PureWindowsPath(r"D:\Work\Oak\reviews.hssib")
    assert kind(cloud, Machine(variables={"OneDriveCommercial": r"D:\Work"})) == ("synced", "OneDrive")
    letter = Machine(variables={"HOMESHARE": r"\\fs01\r", "HOMEDRIVE": "D:"})
    assert kind(cloud, letter) == ("redirected", "a folder of your account on a server")
    held = Machine(exists=lambda path: path == PureWindowsPath(r"D:\Work\.dropbox"))
    assert kind(cloud, held) == ("synced", "Dropbox")


def test_a_share_is_told_from_a_drive():
    assert is_unc(r"\\server\share\reviews.hssib")
    assert not is_unc(r"\\?\C:\reviews.hssib")
    assert not is_unc(r"C:\reviews.hssib")


def test_the_longest_mount_decides():
    assert mount_type(PurePosixPath("/home/r/my share/x.hssib"), MOUNTS) == "nfs4"
    assert mount_type(PurePosixPath("/home/r/my share/b/x.hssib"), MOUNTS) == "ext4"
    assert mount_type(PurePosixPath("/home/r/x.hssib"), MOUNTS) == "ext4"
    assert mount_type(PurePosixPath("/home/r/x.hssib"), ()) == ""


def test_a_plain_folder_needs_no_warning(tmp_path):
    assert warning_about(tmp_path / "reviews.hssib") == ""
    assert "keeps in step" in warning_about(Path(tmp_path) / "OneDrive" / "reviews.hssib")


def test_a_link_into_such_a_folder_is_followed(tmp_path):
    (tmp_path / "OneDrive").mkdir()
    (tmp_path / "Reviews").symlink_to(tmp_path / "OneDrive")
    place = place_of(tmp_path / "Reviews" / "reviews.hssib")
    assert place and place.kind == "synced" and place.step
