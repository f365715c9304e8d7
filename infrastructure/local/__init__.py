"""The local stack: AWS emulated on loopback, behind one origin like CloudFront's."""
