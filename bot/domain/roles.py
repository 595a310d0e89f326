"""Who may do what: the permission matrix of handbook §1.4 as data. Checked in actions, shown by the router."""

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache


class Role(StrEnum):
    """Roles of handbook §1.3, each held at a unit. Everybody is a villager besides."""

    VILLAGER = "villager"
    WARDEN = "warden"
    BUILDING_WARDEN = "building_warden"
    MIGRANT_WARDEN = "migrant_warden"
    GRID_LEADER = "grid_leader"
    VILLAGE_STAFF = "village_staff"
    BRANCH_SECRETARY = "branch_secretary"
    SUPERVISOR = "supervisor"
    CARE_OFFICER = "care_officer"
    TOWN_STAFF = "town_staff"
    TOWN_ADMIN = "town_admin"
    DUTY = "duty"
    OPERATOR = "operator"


class Grant(Enum):
    """One cell of the matrix."""

    NO = "–"
    OWN = "○"
    """Within the own unit, case or household: the action checks which."""
    SECOND = "◐"
    """Takes effect with a second person's approval."""
    YES = "●"


class Action(StrEnum):
    """Rows of the matrix that the bot knows so far."""

    READ_PUBLIC = "read_public"
    FILE_CONCERN = "file_concern"
    FILE_ON_BEHALF = "file_on_behalf"
    HANDLE_CONCERN = "handle_concern"
    CHECK_IN = "check_in"
    REVIEW_CHECK_IN = "review_check_in"
    SPOT_CHECK = "spot_check"
    """How the questions to households went, and what a talk brought to light."""
    OWN_POINTS = "own_points"
    OTHERS_POINTS = "others_points"
    CORRECT_POINTS = "correct_points"
    AWARD_HONOUR = "award_honour"
    """Tell of an honour of a warden that counts, or agree to it."""
    CHANGE_POINT_RULES = "change_point_rules"
    SETTLE = "settle"
    """Draft, approve, sign or lock a period; whose step it is, the action asks of domain.settlements."""
    ANSWER_OBJECTION = "answer_objection"
    STOCK_REDEMPTION = "stock_redemption"
    """What can be had for points, and its handing out."""
    CREATE_NOTICE = "create_notice"
    APPROVE_NOTICE = "approve_notice"
    EMERGENCY_NOTICE = "emergency_notice"
    LAUNCH_POLL = "launch_poll"
    SEE_POLL_RESULTS = "see_poll_results"
    CARE_DETAIL = "care_detail"
    CONFIRM_IDENTITY = "confirm_identity"
    BIND_CHAT = "bind_chat"
    OWN_DATA = "own_data"
    VOTE = "vote"
    MANAGE_PLATFORMS = "manage_platforms"
    """Stop and resume sending on a platform, see how each stands: no content of anybody's."""
    TEACH_WORDS = "teach_words"
    """Examples of filed sentences that the routing may learn from."""
    RECORD_LEAVE = "record_leave"
    """Note a warden's leave for them, also afterwards."""
    MANAGE_TASKS = "manage_tasks"
    """Set wardens a key task, follow its counts, end it."""
    REVIEW_PLEDGES = "review_pledges"
    """Look at what wardens promise before it is shown, and offer a list to choose from."""
    SEE_DIGEST = "see_digest"
    """The digest of a village, now: those who answer for it, and the town."""
    DRAFT_LIST = "draft_list"
    """Honour and reminder lists: draft, serve, publish what the branch has decided (handbook §4.7)."""
    DECIDE_LIST = "decide_list"
    """The branch's decision about an entry; the town only where every secretary of the village is concerned."""
    TAKE_DOWN_LIST = "take_down_list"
    SUPERVISE_LIST = "supervise_list"
    """Read and answer what people say of a list."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: what each role is granted; a role that is not named is granted nothing."""

    villager: Grant = Grant.NO
    warden: Grant = Grant.NO
    grid_leader: Grant = Grant.NO
    village_staff: Grant = Grant.NO
    branch_secretary: Grant = Grant.NO
    supervisor: Grant = Grant.NO
    town_staff: Grant = Grant.NO
    town_admin: Grant = Grant.NO
    duty: Grant = Grant.NO
    operator: Grant = Grant.NO
    care_officer: Grant | None = None
    """None: as village staff (handbook ruling 26)."""

    def of(self, role: Role) -> Grant:
        """The cell of ``role``."""
        if role is Role.CARE_OFFICER and self.care_officer is None:
            return self.village_staff
        cell: Grant = getattr(self, _COLUMN.get(role, role).value)
        return cell


_COLUMN = {Role.BUILDING_WARDEN: Role.WARDEN, Role.MIGRANT_WARDEN: Role.WARDEN}
_Y, _O, _S = Grant.YES, Grant.OWN, Grant.SECOND
_ALL_BUT_OPERATOR = Row(_Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y)

MATRIX: dict[Action, Row] = {
    Action.READ_PUBLIC: _ALL_BUT_OPERATOR,
    Action.FILE_CONCERN: _ALL_BUT_OPERATOR,
    Action.FILE_ON_BEHALF: Row(_O, _O, _O, _Y, town_staff=_Y),
    # duty: red ones only (ruling 26); which cases, the action asks of domain.concerns
    Action.HANDLE_CONCERN: Row(warden=_O, grid_leader=_O, village_staff=_O, town_staff=_O, duty=_O),
    # a village officer checks in only when also a warden, and then the warden's column grants it
    Action.CHECK_IN: Row(warden=_Y, grid_leader=_Y),
    Action.REVIEW_CHECK_IN: Row(grid_leader=_O, village_staff=_Y, supervisor=_O),
    Action.SPOT_CHECK: Row(supervisor=_O),
    Action.OWN_POINTS: Row(
        warden=_Y, grid_leader=_Y, village_staff=_Y, branch_secretary=_Y, supervisor=_Y, town_staff=_Y, town_admin=_Y
    ),
    Action.OTHERS_POINTS: Row(
        grid_leader=_O, village_staff=_O, branch_secretary=_O, supervisor=_O, town_staff=_O, town_admin=_O
    ),
    Action.CORRECT_POINTS: Row(village_staff=_S, branch_secretary=_S, town_staff=_S),
    Action.AWARD_HONOUR: Row(village_staff=_S, branch_secretary=_S, town_staff=_S),
    Action.CHANGE_POINT_RULES: Row(village_staff=_S, branch_secretary=_S, town_staff=_S, town_admin=_S),
    Action.SETTLE: Row(village_staff=_O, branch_secretary=_O, supervisor=_O, town_staff=_O, town_admin=_O),
    Action.ANSWER_OBJECTION: Row(village_staff=_O, supervisor=_O, town_staff=_O),
    Action.STOCK_REDEMPTION: Row(village_staff=_O),
    Action.CREATE_NOTICE: Row(warden=_O, grid_leader=_O, village_staff=_O, branch_secretary=_O, town_staff=_Y),
    Action.APPROVE_NOTICE: Row(branch_secretary=_O, town_staff=_S, town_admin=_S),
    Action.EMERGENCY_NOTICE: Row(village_staff=_O, town_staff=_Y, town_admin=_Y),
    Action.LAUNCH_POLL: Row(village_staff=_O, branch_secretary=_O, supervisor=_O, town_staff=_Y, town_admin=_Y),
    Action.SEE_POLL_RESULTS: Row(_O, _O, _O, _Y, _Y, _Y, _Y, _Y),
    Action.CARE_DETAIL: Row(warden=_O, town_staff=_O, care_officer=_Y),
    Action.CONFIRM_IDENTITY: Row(warden=_O, grid_leader=_O, village_staff=_O, town_staff=_O, town_admin=_Y),
    Action.BIND_CHAT: Row(village_staff=_O, town_staff=_O, town_admin=_Y),
    Action.MANAGE_PLATFORMS: Row(town_staff=_Y, town_admin=_Y, duty=_Y, operator=_Y),
    Action.OWN_DATA: Row(_Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y),
    Action.VOTE: Row(_Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y, _Y),
    Action.TEACH_WORDS: Row(village_staff=_O, town_staff=_Y, town_admin=_Y),
    Action.RECORD_LEAVE: Row(village_staff=_O),
    Action.MANAGE_TASKS: Row(grid_leader=_O, village_staff=_O, town_staff=_Y, town_admin=_Y),
    Action.REVIEW_PLEDGES: Row(village_staff=_O, branch_secretary=_O),
    Action.SEE_DIGEST: Row(village_staff=_O, branch_secretary=_O, supervisor=_O, town_staff=_Y, town_admin=_Y),
    Action.DRAFT_LIST: Row(village_staff=_O, town_staff=_S),
    Action.DECIDE_LIST: Row(branch_secretary=_O, town_staff=_S, town_admin=_S),
    Action.TAKE_DOWN_LIST: Row(branch_secretary=_O, town_staff=_O, town_admin=_O),
    Action.SUPERVISE_LIST: Row(supervisor=_O, town_staff=_O, town_admin=_O),
}


@lru_cache(maxsize=4096)
def grant(action: Action, roles: frozenset[Role]) -> Grant:
    """The best that any of ``roles`` (the plain villager always among them) is granted for ``action``.

    An operator is that alone: the office gives no access to content (handbook §1.3).
    """
    row = MATRIX[action]
    held = roles if Role.OPERATOR in roles else roles | {Role.VILLAGER}
    cells = {row.of(role) for role in held}
    return next((cell for cell in (Grant.YES, Grant.OWN, Grant.SECOND) if cell in cells), Grant.NO)


def who_may(action: Action) -> tuple[Role, ...]:
    """Roles to name in a refusal, those nearest to the villager first."""
    return tuple(role for role in Role if MATRIX[action].of(role) is not Grant.NO)
