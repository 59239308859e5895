//! Straight-line code: a graph of operations on scalars in which everything is computed once.

use std::collections::HashMap;

/// The index of an operation.
pub(crate) type Id = usize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Code {
    /// The bits of a float.
    Literal(u64),
    /// A variable of the surrounding code, by its place in a list.
    Name(usize),
    Neg(Id),
    Add(Id, Id),
    Sub(Id, Id),
    Mul(Id, Id),
    Div(Id, Id),
    /// A method of `Math` with up to four arguments.
    Call1(&'static str, Id),
    Call2(&'static str, Id, Id),
    Call3(&'static str, Id, Id, Id),
    Call4(&'static str, Id, Id, Id, Id),
    /// x^n by the method `powi`.
    PowI(Id, i32),
}

impl Code {
    pub(crate) fn inputs(&self) -> Vec<Id> {
        match *self {
            Self::Literal(_) | Self::Name(_) => Vec::new(),
            Self::Neg(a) | Self::Call1(_, a) | Self::PowI(a, _) => vec![a],
            Self::Add(a, b)
            | Self::Sub(a, b)
            | Self::Mul(a, b)
            | Self::Div(a, b)
            | Self::Call2(_, a, b) => vec![a, b],
            Self::Call3(_, a, b, c) => vec![a, b, c],
            Self::Call4(_, a, b, c, d) => vec![a, b, c, d],
        }
    }

    pub(crate) fn is_leaf(&self) -> bool {
        matches!(self, Self::Literal(_) | Self::Name(_))
    }
}

/// Operations in an order in which inputs come first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    pub(crate) codes: Vec<Code>,
    index: HashMap<Code, Id>,
}

impl Graph {
    pub(crate) fn push(&mut self, code: Code) -> Id {
        if let Some(&id) = self.index.get(&code) {
            return id;
        }
        self.codes.push(code);
        self.index.insert(code, self.codes.len() - 1);
        self.codes.len() - 1
    }

    pub(crate) fn literal(&mut self, value: f64) -> Id {
        if value < 0.0 {
            let id = self.push(Code::Literal((-value).to_bits()));
            return self.push(Code::Neg(id));
        }
        self.push(Code::Literal(value.to_bits()))
    }

    pub(crate) fn value(&self, id: Id) -> Option<f64> {
        match self.codes[id] {
            Code::Literal(bits) => Some(f64::from_bits(bits)),
            Code::Neg(a) => self.value(a).map(|v| -v),
            _ => None,
        }
    }

    pub(crate) fn add(&mut self, a: Id, b: Id) -> Id {
        if let Code::Neg(b) = self.codes[b] {
            return self.push(Code::Sub(a, b));
        }
        if let Code::Neg(a) = self.codes[a] {
            return self.push(Code::Sub(b, a));
        }
        self.push(Code::Add(a, b))
    }

    pub(crate) fn sub(&mut self, a: Id, b: Id) -> Id {
        if let Code::Neg(b) = self.codes[b] {
            return self.push(Code::Add(a, b));
        }
        self.push(Code::Sub(a, b))
    }

    pub(crate) fn neg(&mut self, a: Id) -> Id {
        match self.codes[a] {
            Code::Neg(a) => a,
            Code::Sub(a, b) => self.push(Code::Sub(b, a)),
            _ => self.push(Code::Neg(a)),
        }
    }

    pub(crate) fn mul(&mut self, a: Id, b: Id) -> Id {
        match (self.codes[a], self.codes[b]) {
            (Code::Neg(x), Code::Neg(y)) => self.mul(x, y),
            (Code::Neg(x), _) => {
                let id = self.mul(x, b);
                self.neg(id)
            }
            (_, Code::Neg(y)) => {
                let id = self.mul(a, y);
                self.neg(id)
            }
            _ if self.value(a) == Some(1.0) => b,
            _ if self.value(b) == Some(1.0) => a,
            _ => self.push(Code::Mul(a, b)),
        }
    }

    pub(crate) fn div(&mut self, a: Id, b: Id) -> Id {
        if let Code::Neg(x) = self.codes[a] {
            let id = self.div(x, b);
            return self.neg(id);
        }
        if let Code::Neg(y) = self.codes[b] {
            let id = self.div(a, y);
            return self.neg(id);
        }
        if self.value(a) == Some(1.0) {
            return self.call("recip", b);
        }
        self.push(Code::Div(a, b))
    }

    pub(crate) fn call(&mut self, name: &'static str, a: Id) -> Id {
        self.push(Code::Call1(name, a))
    }

    /// What the outputs need, and how often each is used.
    pub(crate) fn uses(&self, outputs: &[Id]) -> Vec<u32> {
        let mut uses = vec![0_u32; self.codes.len()];
        for &id in outputs {
            uses[id] += 1;
        }
        for id in (0..self.codes.len()).rev() {
            if uses[id] > 0 {
                for input in self.codes[id].inputs() {
                    uses[input] += 1;
                }
            }
        }
        uses
    }
}
