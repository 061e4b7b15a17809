//! Check reports as JavaScript objects.

use bimetal_store::CheckReport;

use crate::{
    error::Result,
    js::{Js, Value},
};

pub(crate) fn report_to_js<'call>(js: Js<'call>, report: &CheckReport) -> Result<Value<'call>> {
    let object = js.object()?;
    js.set(object, "documents", js.number(report.documents as f64)?)?;
    js.set(object, "records", js.number(report.records as f64)?)?;
    js.set(object, "bytes", js.number(report.bytes as f64)?)?;
    let problems = js.array(report.problems.len())?;
    for (index, problem) in report.problems.iter().enumerate() {
        js.scoped(|js| js.set_index(problems, index, js.string(problem)?))?;
    }
    js.set(object, "problems", problems)?;
    Ok(object)
}
