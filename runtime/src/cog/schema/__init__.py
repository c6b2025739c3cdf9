"""What a model takes and gives: read from its signature, published as OpenAPI, enforced."""
