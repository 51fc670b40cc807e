"""What changed in the API's description since an earlier revision, and what of it breaks clients."""
