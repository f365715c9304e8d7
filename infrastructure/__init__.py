"""What Live Chat runs on: the template, the package, the deploy tool and the local stack."""
