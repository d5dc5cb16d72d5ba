"""Objects of a Kubernetes cluster. Only `clients` imports the official client; everything goes through that one door."""
