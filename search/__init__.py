"""Quads become passages and answers. This package sees plain strings and rows, never RDF terms."""
