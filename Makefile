# Fullmakt: `make demo` shows the whole journey, `make test` is what CI runs. Both fetch and build all they need.
# The work is in scripts/; this file only names it.

.PHONY: help demo test ui check guide soak bench clean

help:
	@echo "make demo     build, then walk both journeys from order to delegated call"
	@echo "make test     everything CI runs, both databases and the browser included"
	@echo "make check    the quick part of it: format, lints, tests on SQLite"
	@echo "make ui       the pages' styles, fonts and script (needs Node)"
	@echo "make guide    take the pictures of the guide to delegation anew"
	@echo "make soak     the long tests, in named parts (PART=...)"
	@echo "make bench    speed and memory, in named parts (PART=...)"
	@echo "make clean    remove what was built"

ui:
	@scripts/ui.sh

demo:
	@scripts/demo.sh

test:
	@scripts/test.sh

check:
	@scripts/check.sh

guide:
	@scripts/guide.sh

soak:
	@scripts/parts.sh soak "$(PART)"

bench:
	@scripts/parts.sh bench "$(PART)"

clean:
	rm -rf target ui/dist ui/node_modules tests/browser/node_modules test-results
