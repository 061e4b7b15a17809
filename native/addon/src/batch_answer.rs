//! The answer of a batch that was one text.

use bimetal_store::{Operations, Written};

use crate::{
    error::Result,
    js::{Js, Value},
};

/// What a batch has done, to be written as its answer on the event loop.
pub(crate) struct BatchAnswer {
    pub(crate) written: Written,
    pub(crate) operations: Operations,
}

impl BatchAnswer {
    pub(crate) fn to_js<'call>(&self, js: Js<'call>) -> Result<Value<'call>> {
        let results = self.operations.results(|write| self.written.met_document(write));
        js.string(&format!(
            "{{\"revision\":\"{}\",\"results\":{results}}}",
            self.written.revision
        ))
    }
}
