import sys

from puncta.search.command import main

sys.exit(main())
