"""The workbench: an office of made-up people, and tests of the doors and the views."""
