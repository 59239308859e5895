//! Equality, a hash and an order: by structure, the same in every run.

use super::{Ex, Node};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

impl PartialEq for Ex {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
            || (self.0.hash == other.0.hash && self.0.node == other.0.node)
    }
}

impl Eq for Ex {}

impl Hash for Ex {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u64(self.0.hash);
    }
}

impl PartialOrd for Ex {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ex {
    /// A structural order, the same in every run.
    fn cmp(&self, other: &Self) -> Ordering {
        if Rc::ptr_eq(&self.0, &other.0) {
            return Ordering::Equal;
        }
        let rank = |node: &Node| match node {
            Node::Num(_) => 0,
            Node::Pi => 1,
            Node::Var(_) => 2,
            Node::Product(_) => 3,
            Node::Call(..) => 4,
            Node::Sum(..) => 5,
        };
        match (self.node(), other.node()) {
            (Node::Num(a), Node::Num(b)) => a.cmp(b),
            (Node::Var(a), Node::Var(b)) => a.cmp(b),
            (Node::Call(f, a), Node::Call(g, b)) => f.cmp(g).then_with(|| a.cmp(b)),
            (Node::Product(a), Node::Product(b)) => a.cmp(b),
            (Node::Sum(c, a), Node::Sum(d, b)) => a.cmp(b).then_with(|| c.cmp(d)),
            (a, b) => rank(a).cmp(&rank(b)),
        }
    }
}
