"""What AWS's services are like, as botocore describes them."""

from collections.abc import Sequence
from pathlib import Path

from botocore.loaders import Loader, instance_cache


class Descriptions(Loader):
    """botocore's loader, which takes every folder for a service's.

    botocore looks into all four hundred to say whether one of them has a description of the kind, for each kind anew:
    15 ms, and many times that on a disk that nobody has read yet. A service that lacks one is found out when it is
    loaded.
    """

    @instance_cache
    def list_available_services(self, type_name: str) -> Sequence[str]:
        """The names of all services."""
        places = filter(Path.is_dir, map(Path, self.search_paths))
        return sorted({folder.name for place in places for folder in place.iterdir()})
