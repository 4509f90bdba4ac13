"""What passes through the walls: bundle, evidence, manifest, signatures' verification, withdrawal."""
