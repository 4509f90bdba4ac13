"""The only maker of protected cubes."""
