"""What the law asks after an exposure: trigger, duty, clock, proof."""
