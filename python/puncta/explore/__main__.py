import sys

from puncta.explore.command import main

sys.exit(main())
