//! One plan after the other under somebody's hands: keys stay, and only what an
//! edit changes is made and proven again.

use std::collections::BTreeMap;

use crate::artifact::Artifact;
use crate::bundle::{Bundle, Kept};
use crate::generate::{self, GenerateError, Generated};
use crate::pki::{Authority, Entropy, Instant, Key};
use crate::plan::Plan;
use crate::proof::{Case, CaseId, Foreign, Proving};
use crate::prove::Verdict;
use crate::render::{self, Readme};

/// How many verdicts are remembered: some hundred edits of a large plan.
const MOST_VERDICTS: usize = 10_000;

/// Keys, certificates and verdicts, from one plan to the next.
#[derive(Debug, Default)]
pub struct Session {
    kept: Kept,
    foreign: Option<Foreign>,
    verdicts: BTreeMap<CaseId, Verdict>,
}

impl Session {
    /// Makes everything that `plan` calls for and proves every link of it, as
    /// [`generate::generate`] does, but hands it over even where a link fails:
    /// whoever shows it says so, and whoever writes it must look at
    /// [`Proof::holds`](crate::proof::Proof::holds).
    ///
    /// `run` makes the handshakes that no earlier plan has made. They are equal
    /// only at an equal `now`, so that a caller who wants to spare some leaves
    /// it as it is.
    ///
    /// # Errors
    ///
    /// A certificate that cannot be, or text of ours that does not read back.
    pub fn generate(
        &mut self,
        plan: &Plan,
        comments: bool,
        entropy: &mut dyn Entropy,
        now: Instant,
        run: impl FnOnce(&[Case]) -> Vec<Verdict>,
    ) -> Result<Generated, GenerateError> {
        let bundle = Bundle::issue_with(plan, &mut self.kept, entropy, now)?;
        let (files, settings) = generate::read_back(plan, comments)?;
        let foreign = match self.foreign.take() {
            Some(foreign) if foreign.suits(plan, now)? => foreign,
            _ => Foreign::issue(plan, entropy, now)?,
        };
        let foreign = self.foreign.insert(foreign);
        let proving = Proving::against(plan, &settings, &bundle.folder, foreign, now);
        let verdicts = self.verdicts(proving.cases(), run);
        let proof = proving.conclude(&verdicts);

        let Bundle {
            folder,
            leaves_end,
            ca_ends,
        } = bundle;
        let mut artifacts: Vec<_> = folder.into_artifacts().collect();
        artifacts.extend(
            files
                .into_iter()
                .map(|file| Artifact::text(file.path, file.text)),
        );
        artifacts.push(Artifact::text("plan.yaml", render::plan_yaml(plan)));
        artifacts.push(Artifact::text("proof.json", proof.to_json()));
        artifacts.push(Artifact::text(
            "README.md",
            render::readme(&Readme {
                plan,
                leaves_end,
                ca_ends,
                proof: &proof,
            }),
        ));
        artifacts.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Generated {
            artifacts,
            proof,
            leaves_end,
            ca_ends,
        })
    }

    /// Forgets every key, so that the next plan gets new ones.
    pub fn renew(&mut self) {
        self.kept.renew();
        self.foreign = None;
        self.verdicts.clear();
    }

    /// Signs with this CA from now on.
    pub fn bring(&mut self, ca: Authority) {
        self.kept.bring(ca);
    }

    /// Signs with a CA of its own again.
    pub fn forget(&mut self) {
        self.kept.forget();
    }

    /// Whether the CA was brought.
    pub fn has_own_ca(&self) -> bool {
        self.kept.has_own_ca()
    }

    /// Takes a key that was made elsewhere, for the next certificate that wants
    /// one of its kind.
    pub fn give(&mut self, key: Key) {
        self.kept.give(key);
    }

    /// How many keys a plan wants that are not there.
    pub fn missing(&self, plan: &Plan) -> usize {
        self.kept.missing(plan)
    }

    /// How many keys a plan wants when none is there.
    pub fn all(&self, plan: &Plan) -> usize {
        self.kept.all(plan)
    }

    /// The verdict of each case, those that are known not made again.
    fn verdicts(
        &mut self,
        cases: &[Case],
        run: impl FnOnce(&[Case]) -> Vec<Verdict>,
    ) -> Vec<Verdict> {
        let unknown: Vec<Case> = cases
            .iter()
            .filter(|case| !self.verdicts.contains_key(case.id()))
            .cloned()
            .collect();
        let made = run(&unknown);
        if self.verdicts.len() + made.len() > MOST_VERDICTS {
            self.verdicts
                .retain(|id, _| cases.iter().any(|case| case.id() == id));
        }
        self.verdicts
            .extend(unknown.iter().map(|case| *case.id()).zip(made));
        cases
            .iter()
            .filter_map(|case| self.verdicts.get(case.id()).cloned())
            .collect()
    }
}
