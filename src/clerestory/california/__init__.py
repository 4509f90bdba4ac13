"""The example: made-up records of published shape, and the project that publishes them."""
