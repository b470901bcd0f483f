"""Speed and memory beside bare libraries in the same run; never part of the tests."""
