# Two commands matter: `make run` and `make test`. Each sets up what it needs first.
PYTHON := .venv/bin/python

.PHONY: run test stories shell chat train evaluate compare map knowledge-version benchmark soak capacity fuzz widget telegram deploy-here setup lint audit clean

run: setup ## everything, then the assistant with its demo page
	@$(PYTHON) -m server.launch

test: setup ## everything, then every test
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m pytest -n 3

stories: setup ## the conversation stories, with a plain verdict; some of them: make stories ARGS="emergencies facts/how_many_mg"
	@$(PYTHON) -m stories $(ARGS)

shell: setup ## talk to it in the terminal (starts and stops its own servers)
	@$(PYTHON) -m server.launch.shell

chat: setup ## play messages against the running assistant: make chat SAY="first message|second message"
	@$(PYTHON) -m server.launch.chat $(if $(SAY),--say "$(SAY)")

evaluate: setup ## the quality report: vignettes played through the real interview
	@$(PYTHON) -m review.evaluation

compare: setup ## intent classifiers side by side; some of them: make compare ARGS="--only own diet --epochs 20"
	@$(PYTHON) -m review.classifiers $(ARGS)

map: setup ## draw the rule table and the page a clinician prints and signs (review/out/)
	@$(PYTHON) -m review.map

knowledge-version: setup ## number and reason for changed content: make knowledge-version ARGS="--say 'why' --bump minor"
	@$(PYTHON) -m review.versions $(ARGS)

soak: setup ## an hour of traffic with faults through a deployment, and whether anything grows
	@$(PYTHON) -m benchmarks.soak $(ARGS)

capacity: setup ## turns a second through a deployment with one and two assistants
	@$(PYTHON) -m benchmarks.capacity $(ARGS)

widget: ## build the chat element anew after a change in widget/ (needs Node and npm)
	@cd widget && npm ci --ignore-scripts --no-audit --no-fund --silent && npm run --silent check && npm run --silent build

deploy-here: setup ## several processes behind nginx, with PostgreSQL and Redis (docs/operations.md)
	@$(PYTHON) -m deploy.here

telegram: setup ## the bot's webhook: make telegram ARGS=register (or status, remove, poll)
	@$(PYTHON) -m server.channels.telegram $(ARGS)

train: setup ## train when something has changed
	@$(PYTHON) -m server.launch.training

fuzz: setup ## generated conversations, every promise looked at: make fuzz ARGS="--turns 10000 --channel web --seed 7"
	@$(PYTHON) -m tests.input $(ARGS)

benchmark: setup ## what it costs beside Rasa's starter pipeline: make benchmark, in short: ARGS=--short
	@$(PYTHON) -m benchmarks $(ARGS)

lint: setup
	@$(PYTHON) -m ruff check .

setup:
	@scripts/setup

audit: setup ## known vulnerabilities of all locked packages
	@$(PYTHON) scripts/audit $(ARGS)

clean: ## remove what can be made again; conversations are kept
	rm -rf .venv .tools models .rasa widget/node_modules
