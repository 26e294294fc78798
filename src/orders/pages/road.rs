//! The road from an order to a token as one reader sees it: what is in place, what that reader does next, and what somebody
//! else does. A reader must never be asked for what another has to do, nor for what is done.

use crate::language::Language;
use crate::orders::lost::Ended;
use crate::orders::missing::{Node, NodeState};
use crate::orders::{Order, OrderKind, OrderState};
use crate::web::PathNode;

/// Whose move it is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Turn {
    /// It is in place.
    Nobodys,
    /// The reader's.
    Readers,
    /// Somebody else's; the catalogue's words for whose, or for how it ended.
    Others(&'static str),
    /// It comes after what is missing.
    Later,
}

/// Who reads the page.
pub(super) struct Reader<'a> {
    pub(super) order: &'a Order,
    pub(super) is_vendor: bool,
    /// Whether it may see what its organisation has besides this case.
    pub(super) speaks_for: bool,
    /// That the access of a case that is done is there no more.
    pub(super) ended: Option<Ended>,
    pub(super) language: Language,
}

/// The vendor of an existing customer is not told the customer's person and scope; its customer tells it (design §2).
pub(super) fn may_know(order: &Order, is_vendor: bool) -> bool {
    !(is_vendor && order.kind == OrderKind::ExistingCustomer)
}

impl Reader<'_> {
    /// The path. Of an order that came to nothing, or whose access is taken back, nothing comes after the first node.
    pub(super) fn path(&self, nodes: &[Node]) -> Vec<PathNode> {
        let over = matches!(self.order.state, OrderState::Ending) || self.is_over();
        let shown = if over { 1 } else { nodes.len() };
        nodes.iter().take(shown).map(|node| self.node(node)).collect()
    }

    /// The button to what this reader does next.
    pub(super) fn next(&self, nodes: &[Node]) -> Option<(String, String)> {
        let node = self.open(nodes)?;
        if self.turn(node) != Turn::Readers {
            return None;
        }
        let href = node.href.clone()?;
        Some((href, self.language.text(&format!("case-next-{}", node.name))))
    }

    /// The sentence that a reader of a case that is done begins with.
    pub(super) fn what_now(&self, nodes: &[Node]) -> String {
        let Some(ended) = self.ended else { return self.language.text(&self.key_of_now(nodes)) };
        let key = match self.order.kind {
            OrderKind::ExistingCustomer if !self.is_vendor => "case-now-ended-own".to_owned(),
            kind => format!("case-now-ended-{}", kind.slug()),
        };
        self.language.text_with(&key, &[("when", &ended.when())])
    }

    fn key_of_now(&self, nodes: &[Node]) -> String {
        let slug = self.order.kind.slug();
        let customer = !self.is_vendor && self.order.kind != OrderKind::Direct;
        let after = match self.open(nodes).map(|node| node.name) {
            // Of what is looked after in another environment only the grant is known here.
            None if !nodes.iter().any(|node| node.name == "token") => "",
            None => "-all",
            Some("client" | "key") if self.order.kind != OrderKind::Direct => "-delegated",
            Some("key") => "-key",
            Some("token") => "-token",
            Some(_) => "",
        };
        match (after, customer) {
            ("", true) => format!("case-now-done-{slug}-customer"),
            ("", false) => format!("case-now-done-{slug}"),
            (_, true) => "case-now-done-all-customer".to_owned(),
            (after, false) => format!("case-now-done{after}"),
        }
    }

    fn open<'n>(&self, nodes: &'n [Node]) -> Option<&'n Node> {
        let is_open = self.order.state == OrderState::Done;
        nodes.iter().filter(|_| is_open).find(|node| node.state == NodeState::Next)
    }

    fn is_over(&self) -> bool {
        matches!(
            self.order.state,
            OrderState::Rejected | OrderState::Closed | OrderState::Withdrawn | OrderState::Ended
        )
    }

    fn turn(&self, node: &Node) -> Turn {
        match (node.state, node.name) {
            (_, "order") if self.order.state != OrderState::Done => self.turn_of_order(),
            (NodeState::Done, _) => Turn::Nobodys,
            (NodeState::Waiting, _) => Turn::Later,
            (NodeState::Next, "grant") if self.ended.is_some() => Turn::Others("order-state-ended"),
            // The scope is granted by the steps of the case.
            (NodeState::Next, "order" | "grant") => Turn::Others("path-with-handler"),
            (NodeState::Next, "delegation") if !may_know(self.order, self.is_vendor) => {
                Turn::Others("path-with-customer")
            }
            (NodeState::Next, "client" | "key" | "token")
                if !self.is_vendor && self.order.kind != OrderKind::Direct =>
            {
                Turn::Others("path-with-vendor")
            }
            (NodeState::Next, _) => Turn::Readers,
        }
    }

    fn turn_of_order(&self) -> Turn {
        let is_applicant = self.is_vendor || self.order.kind == OrderKind::Direct;
        match self.order.state {
            OrderState::Unconfirmed | OrderState::AwaitingSender if is_applicant => Turn::Readers,
            OrderState::Received if is_applicant && self.order.asked_at.is_some() => Turn::Readers,
            OrderState::Unconfirmed | OrderState::AwaitingSender => Turn::Others("path-with-vendor"),
            OrderState::WaitingForCustomer if is_applicant => Turn::Others("path-with-customer"),
            OrderState::WaitingForCustomer => Turn::Readers,
            OrderState::Received => Turn::Others("path-with-handler"),
            OrderState::Provisioning => Turn::Others("order-state-provisioning"),
            OrderState::Done => Turn::Nobodys,
            OrderState::Rejected => Turn::Others("order-state-rejected"),
            OrderState::Closed => Turn::Others("order-state-closed"),
            OrderState::Withdrawn => Turn::Others("order-state-withdrawn"),
            OrderState::Ending => Turn::Others("order-state-ending"),
            OrderState::Ended => Turn::Others("order-state-ended"),
        }
    }

    fn node(&self, node: &Node) -> PathNode {
        let turn = self.turn(node);
        // What is there is named; what the reader does now is a link that says what it does; the rest is neither.
        let text = match (node.text.as_ref().filter(|_| self.speaks_for), turn, &node.href) {
            (Some(_), _, _) if node.name == "grant" && !may_know(self.order, self.is_vendor) => {
                self.language.text("case-scope-told-by-customer")
            }
            (Some(text), _, _) => text.clone(),
            (None, Turn::Readers, Some(_)) => self.language.text(&format!("case-next-{}", node.name)),
            _ => String::new(),
        };
        // The vendor's client is the vendor's own page.
        let foreign = !self.is_vendor
            && self.order.kind != OrderKind::Direct
            && matches!(node.name, "client" | "key" | "token");
        let linked = node.text.is_some() || turn == Turn::Readers;
        PathNode {
            state: match turn {
                Turn::Nobodys => "ok",
                Turn::Readers => "broken",
                Turn::Others(_) if self.is_over() => "broken",
                Turn::Others(_) | Turn::Later => "waiting",
            },
            name: self.language.text(&format!("journey-{}", node.name)),
            state_text: self.language.text(match turn {
                Turn::Nobodys => "path-done",
                Turn::Readers => "path-next",
                Turn::Others(whose) => whose,
                Turn::Later => "path-waiting",
            }),
            text,
            href: node.href.clone().filter(|_| self.speaks_for && !foreign && linked),
        }
    }
}
