"""Which operations of a network belong together: a layer with weights, and what follows it until the next."""

from collections.abc import Callable
from dataclasses import dataclass, field

from fer_lib.models.graph import IMAGE, NetworkGraph, Operation

_OPENING = (
    "Flatten", "AdaptiveAvgPool2d", "AdaptiveMaxPool2d", "flatten", "view", "reshape", "adaptive_avg_pool2d", "mean",
)  # fmt: skip
"""They prepare the fully connected layer after them."""


@dataclass(frozen=True)
class Branch:
    """Another branch that comes into a group.

    Attributes:
        number: the operation in which it comes in.
        source: the operation of another group whose result it is, or ``IMAGE``.
        between: operations without weights on its way.
    """

    number: int
    source: int
    between: tuple[int, ...] = ()


@dataclass(eq=False)
class Group:
    """Operations that belong together.

    Attributes:
        takes: the operation of another group whose result comes in, or ``IMAGE``.
        operations: their numbers, ascending.
        start: the layer with weights; None only in a network that has none.
        branches: what else comes in.
        aside: operations of branches without weights, which are no step of this group.
    """

    takes: int
    operations: list[int] = field(default_factory=list)
    start: int | None = None
    branches: list[Branch] = field(default_factory=list)
    aside: list[int] = field(default_factory=list)


class Grouping:
    """Puts each operation into the group of what it takes, or into a new one.

    A group begins at a layer with weights, at what prepares one (``_OPENING``), and where several operations take the
    same result, of which each goes its own way. Only operations on the way from the image to the logits have one.

    Attributes:
        groups: in the order in which their layers with weights run.
        of: the group of each operation.
    """

    def __init__(self, graph: NetworkGraph, is_start: Callable[[Operation], bool]) -> None:
        self.graph = graph
        self.groups: list[Group] = []
        self.of: dict[int, Group] = {}
        self._is_start = is_start
        self._depth = {IMAGE: 0}  # layers with weights on the longest way from the image
        on_the_way = graph.from_image & graph.to_output if graph.to_output else graph.from_image
        for operation in graph.operations:
            if operation.number in on_the_way:
                self._place(operation)
        self._dissolve()
        self.groups.sort(key=lambda group: -1 if group.start is None else group.start)

    def _place(self, operation: Operation) -> None:
        sources = self.graph.sources(operation)
        main = max(sources, key=lambda source: self._importance(source, operation))
        starts = self._is_start(operation)
        self._depth[operation.number] = max(self._depth[source] for source in sources) + starts
        group = self.of.get(main)
        splits = len(self.graph.consumers[main]) > 1 and len(sources) == 1
        is_open = group is not None and group.start is None and not splits
        if group is None or (not is_open and (starts or operation.kind in _OPENING or splits)):
            group = Group(main)
            self.groups.append(group)
        group.operations.append(operation.number)
        self.of[operation.number] = group
        if starts and group.start is None:
            group.start = operation.number
        for source in sources:
            if source != main:
                self._bring_in(group, operation.number, source)

    def _bring_in(self, group: Group, number: int, source: int) -> None:
        """Note a branch, unless it left the same group without passing another layer with weights."""
        other = self.of.get(source)
        between: list[int] = []
        while other is not None and other.start is None and other is not group:
            between = [*other.operations, *between]
            source, other = other.takes, self.of.get(other.takes)
        if other is not group:
            group.branches.append(Branch(number, source, tuple(between)))

    def _importance(self, source: int, operation: Operation) -> tuple[bool, bool, int, int]:
        """Which of several branches is the main one.

        It has the result's shape, weights of its own, the most layers, and is the last, in this order.
        """
        shape = self.graph.operations[source].shape if source != IMAGE else None
        group = self.of.get(source)
        has_weights = group is not None and group.start is not None
        return shape == operation.shape, has_weights, self._depth[source], source

    def _dissolve(self) -> None:
        """Groups without a layer with weights go to what they take, or at the beginning to what takes them."""
        for group in [group for group in self.groups if group.start is None]:
            owner = self.of.get(group.takes)
            if owner is None:
                later = [other for other in self.groups if other.start is not None]
                takers = [other for other in later if self.of.get(other.takes) is group]
                if not later:
                    continue
                owner = (takers or later)[0]
                if takers:
                    owner.takes = group.takes
            if self._only_leads_elsewhere(group, owner):
                owner.aside += group.operations
            else:
                owner.operations = sorted({*owner.operations, *group.operations})
                owner.branches += [one for one in group.branches if self.of.get(one.source) is not owner]
            self.of.update(dict.fromkeys(group.operations, owner))
            self.groups.remove(group)

    def _only_leads_elsewhere(self, group: Group, owner: Group) -> bool:
        """Whether a group is a branch from one group into another, as a pooling on a shortcut."""
        goes_on = self.graph.output in group.operations or any(
            other.takes in group.operations for other in self.groups
        )
        takers = {taker for number in group.operations for taker in self.graph.consumers[number]}
        others = {self.of.get(taker) for taker in takers.difference(group.operations)} - {None}
        return not goes_on and bool(others) and owner not in others
