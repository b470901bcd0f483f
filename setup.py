"""The packages of a wheel: the program, and the data folders that travel inside it in hssib_desk/_data."""

from setuptools import find_packages, setup

DATA = {"hssib_desk._data.forms": "forms", "hssib_desk._data.resources": "resources"}

setup(
    packages=[*find_packages(include=["hssib_desk", "hssib_desk.*"]), *DATA],
    package_dir=DATA,
    package_data={package: ["**/*"] for package in DATA},
)
