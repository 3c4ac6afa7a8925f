import sys

from puncta.comparison.command import main

sys.exit(main())
