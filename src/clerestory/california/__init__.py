"""The example: made-up records of California's published shape, and the project that publishes them.

Nobody in these records exists. ``records.make`` writes the vault, ``project.write`` the declarations,
``calibration.check`` compares what was made with what was published, ``extract.write`` makes the data
set of 2022 that the exercise uses.
"""
