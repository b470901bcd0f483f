"""`import`: a list of deaths into a workbook, every row's fate shown first."""

from __future__ import annotations

import json
from argparse import Namespace
from collections import Counter
from pathlib import Path
