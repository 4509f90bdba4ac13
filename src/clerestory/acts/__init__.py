"""One module for each thing a person does; composes the four sides."""
