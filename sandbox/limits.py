"""Every limit that the workspace enforces, with where it is written down.

"Observed" marks what others measured against Slack and Slack does not document; "remembered" what is commonly known
and neither documented nor measured by us.
"""

from __future__ import annotations

# Surfaces. docs.slack.dev/reference/block-kit/blocks and docs.slack.dev/surfaces/modals
BLOCKS_PER_MESSAGE = 50
BLOCKS_PER_VIEW = 100
VIEW_BYTES = 250_000  # docs.slack.dev/reference/methods/views.open: view_too_large
MODAL_STACK = 3  # docs.slack.dev/surfaces/modals: push_limit_reached
MODAL_TITLE = MODAL_SUBMIT = MODAL_CLOSE = 24
CALLBACK_ID = 255
PRIVATE_METADATA = 3000
EXTERNAL_ID = 255

# Blocks and elements. docs.slack.dev/reference/block-kit/blocks, …/block-elements, …/composition-objects
BLOCK_ID = ACTION_ID = 255
TEXT = 3000
SECTION_FIELDS = 10
SECTION_FIELD = 2000
HEADER = 150
CONTEXT_ELEMENTS = 10
ACTIONS_ELEMENTS = 25
INPUT_LABEL = INPUT_HINT = 2000
IMAGE_URL = 3000
ALT_TEXT = 2000
IMAGE_TITLE = 2000
BUTTON_TEXT = 75
BUTTON_VALUE = 2000
BUTTON_URL = 3000
ACCESSIBILITY_LABEL = 75
OPTION_TEXT = 75
OPTION_VALUE = 75  # Slack's type package says 75, its Python kit 150: the stricter reading
OPTION_DESCRIPTION = 75
SELECT_OPTIONS = 100
OPTION_GROUPS = 100
OPTION_GROUP_LABEL = 75
PLACEHOLDER = 150
CHOICE_OPTIONS = 10  # radio buttons and checkboxes
OVERFLOW_OPTIONS = 5
INPUT_VALUE = 3000  # plain_text_input max_length
CONFIRM_TITLE = 100
CONFIRM_TEXT = 300
CONFIRM_BUTTON = 30
FILE_INPUT_FILES = 10
FILE_INPUT_TYPES = 100  # remembered
FILE_INPUT_BYTES = 10 * 1024 * 1024  # "There is a 10MB file size limit."
TABLE_ROWS = 100
TABLE_CELLS = 20
TABLE_CHARACTERS = 10_000
MARKDOWN_CHARACTERS = 12_000  # docs.slack.dev/reference/block-kit/blocks/markdown-block, summed over the message
BLOCK_CHARACTERS_PER_MESSAGE = 13_000  # observed ceiling about 13,200: msg_blocks_too_long

# Messages. docs.slack.dev/reference/methods/chat.postMessage and chat.update
MESSAGE_TEXT = 40_000  # what is longer is cut off silently
MESSAGE_SPLIT = 4_000  # observed: text without blocks over about 4,040 characters becomes several messages
UPDATE_TEXT = 4_000  # msg_too_long
MESSAGE_ATTACHMENTS = 100
METADATA_BYTES = 8_000  # remembered; metadata_too_large states no number

# Interactivity. docs.slack.dev/interactivity/handling-user-interaction
ANSWER_SECONDS = 3.0
TRIGGER_SECONDS = 3.0
RESPONSE_URL_USES = 5
RESPONSE_URL_SECONDS = 30 * 60.0

# Events. docs.slack.dev/apis/events-api
EVENT_RETRY_SECONDS = (0.0, 60.0, 300.0)

# Socket Mode. docs.slack.dev/apis/events-api/using-socket-mode
CONNECTIONS = 10
CONNECTION_WARNING_SECONDS = 10.0  # "about ten seconds" before a connection is closed
TICKET_SECONDS = 30.0  # remembered: "the URL is short-lived"

# Files. docs.slack.dev/reference/methods/files.getUploadURLExternal and files.completeUploadExternal
FILE_ALT_TEXT = 1000
FILE_CHANNELS = 100
SNIPPET_BYTES = 1_000_000
FILE_BYTES = 1_000_000_000  # remembered
FILE_READS_UNTIL_READY = 1  # files are processed asynchronously: so many looks find it unfinished (remembered)

# Channels. docs.slack.dev/reference/methods/conversations.rename
CHANNEL_NAME = 80

# Rates, calls a minute. docs.slack.dev/apis/web-api/rate-limits
RATE_WINDOW_SECONDS = 60.0
TIER_2 = 20
TIER_3 = 50
TIER_4 = 100
AUTH_TEST = 600  # "hundreds of requests per minute", remembered
POSTS_PER_MINUTE = 300  # chat.postMessage: "several hundred messages per minute" per workspace
POST_SECONDS_PER_CHANNEL = 1.0  # chat.postMessage: about one message a second per channel

# Pages. docs.slack.dev/apis/web-api/pagination
PAGE = 100
PAGE_MOST = 1000
HISTORY_MOST = 999
CONVERSATION_OPEN_USERS = 8  # docs.slack.dev/reference/methods/conversations.open: too_many_users
USERS_WITHOUT_LIMIT = 500  # users.list on a big team answers limit_required; the number is ours
