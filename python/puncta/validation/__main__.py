"""python3 -m puncta.validation: what `puncta validate` hands over to."""

import sys

from puncta.validation.command import main

sys.exit(main())
