"""Search and questions over a release: plain strings and rows, no RDF terms."""
