"""What officers do, one module an act: the rules are asked, the store is written, in one transaction."""
