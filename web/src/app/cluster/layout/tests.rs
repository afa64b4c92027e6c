//! Every cluster that a plan can make of what the page offers, in every width: what
//! a drawing promises is measured here, from its numbers alone.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use mimir_tls::catalog::{Catalog, Mode, Release};
use mimir_tls::plan::{Plan, PlanFile, Platform, SurfaceChoice};

use super::{Area, HEAD, Layout, Line, MARK, NAME, NOTE, Point, layout, letters, mark};
use crate::api::view::graph;
use crate::app::address::Lang;
use crate::app::cluster::edge::{self, EVERY, Edge};
use crate::app::cluster::graph::caption;
use crate::app::words::Words;
use crate::draft::Draft;
use crate::view::{Lane, View};

/// From a window of 320 px on, whose pane has 288, to one of 2560.
const WIDTHS: [i32; 12] = [280, 300, 328, 360, 396, 450, 560, 608, 672, 740, 946, 1502];

fn file(text: &str) -> PlanFile {
    PlanFile::parse(format!("version: 1\n{text}").as_bytes()).unwrap()
}

fn plan(file: &PlanFile) -> Option<Plan> {
    Plan::resolve(file).ok().map(|(plan, _)| plan)
}

fn view(plan: &Plan) -> View {
    let (nodes, links) = graph(plan);
    View {
        plan: Draft::default(),
        warnings: Vec::new(),
        nodes,
        links,
        files: Vec::new(),
        mends: Vec::new(),
        instructions: Vec::new(),
    }
}

/// A plan with every surface that it can have.
fn with_everything(base: &PlanFile) -> Option<PlanFile> {
    let mut file = plan(base)?.to_file();
    for name in Catalog::builtin().surface_names() {
        let Ok(choice) = name.as_str().parse::<SurfaceChoice>() else {
            continue;
        };
        let mut more = file.clone();
        more.surfaces.as_mut()?.0.push(choice);
        if plan(&more).is_some() {
            file = more;
        }
    }
    Some(file)
}

/// Plans of every release and mode: as they are by default, with all that can be
/// in them, and without each component.
fn plans() -> impl Iterator<Item = (String, Plan)> {
    let catalog = Catalog::builtin();
    let of = move |release: Release, mode: Mode| {
        let head = format!("release: \"{release}\"\nmode: {mode}\n");
        let names: Vec<_> = catalog
            .all_components()
            .filter(|it| it.is_in(release) && it.belongs_to(mode) && !it.is_hidden())
            .map(|it| it.name())
            .collect();
        let newest = release == catalog.newest();
        let mut texts = Vec::new();
        for platform in Platform::ALL {
            let head = format!("{head}platform: {platform}\n");
            texts.push(format!("{head}components: [{}]\n", names.join(", ")));
            texts.push(head);
        }
        for without in names.iter().filter(|_| newest && names.len() > 1) {
            let some: Vec<_> = names.iter().copied().filter(|it| it != without).collect();
            for platform in ["hosts", "helm"] {
                let some = some.join(", ");
                texts.push(format!(
                    "{head}platform: {platform}\ncomponents: [{some}]\n"
                ));
            }
        }
        let mut files: Vec<_> = texts.into_iter().map(|text| (file(&text), text)).collect();
        // The links to what is outside depend on no platform.
        let all = format!("{head}components: [{}]\n", names.join(", "));
        files.extend(with_everything(&file(&all)).map(|file| (file, format!("{all}everything"))));
        files
    };
    let modes = move |release| {
        let has = move |mode: &Mode| catalog.components(*mode, release).is_ok();
        Mode::ALL
            .into_iter()
            .filter(has)
            .map(move |mode| (release, mode))
    };
    let files = catalog
        .releases()
        .flat_map(modes)
        .flat_map(move |(release, mode)| of(release, mode));
    files.filter_map(|(file, name)| Some((name, plan(&file)?)))
}

/// One view for each way of being connected.
fn views() -> Vec<(String, View)> {
    let mut views: BTreeMap<String, (String, View)> = BTreeMap::new();
    for (name, plan) in plans() {
        let view = view(&plan);
        let nodes: Vec<_> = view
            .nodes
            .iter()
            .map(|node| (&node.id, node.replicas))
            .collect();
        let edges: Vec<_> = edge::edges(&view);
        let edges: Vec<_> = edges.iter().map(|edge| (&edge.from, &edge.to)).collect();
        views
            .entry(format!("{nodes:?} {edges:?}"))
            .or_insert((name, view));
    }
    views.into_values().collect()
}

/// One view in one width.
struct Drawing {
    name: String,
    view: View,
    edges: Vec<Edge>,
    width: i32,
    drawn: Layout,
}

/// Every view in every width; in German, whose words over the lanes are others,
/// what is so by default.
fn drawings() -> &'static [Drawing] {
    static ALL: OnceLock<Vec<Drawing>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = Vec::new();
        for (name, view) in views() {
            let edges = edge::edges(&view);
            let langs: &[Lang] = if name.contains("components") {
                &[Lang::En]
            } else {
                &[Lang::En, Lang::De]
            };
            for (lang, width) in langs
                .iter()
                .flat_map(|lang| WIDTHS.map(|width| (*lang, width)))
            {
                let words = &Words::of(lang).cluster;
                let drawn = layout(&view.nodes, &edges, width, |lane| caption(words, lane));
                let (name, view, edges) = (name.clone(), view.clone(), edges.clone());
                all.push(Drawing {
                    name,
                    view,
                    edges,
                    width,
                    drawn,
                });
            }
        }
        all
    })
}

/// Lets `check` look at every drawing.
fn every_drawing(check: impl Fn(&View, &[Edge], &Layout, i32) -> Result<(), String>) {
    let all = drawings();
    let faults: Vec<_> = all
        .iter()
        .filter_map(|it| {
            let fault = check(&it.view, &it.edges, &it.drawn, it.width).err()?;
            Some(format!("{} at {}: {fault}", it.name, it.width))
        })
        .collect();
    assert!(all.len() > 500, "only {} drawings", all.len());
    let some = &faults[..faults.len().min(20)];
    assert!(
        faults.is_empty(),
        "{} of {}: {some:#?}",
        faults.len(),
        all.len()
    );
}

fn ensure(holds: bool, fault: impl FnOnce() -> String) -> Result<(), String> {
    if holds { Ok(()) } else { Err(fault()) }
}

fn overlap(a: &Area, b: &Area) -> bool {
    a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom()
}

/// A part of a line as an area without a width.
fn area((a, b): (Point, Point)) -> Area {
    let (x, y) = (a.0.min(b.0), a.1.min(b.1));
    Area {
        x,
        y,
        w: (a.0 - b.0).abs(),
        h: (a.1 - b.1).abs(),
    }
}

/// How near an area comes to a point, squared.
fn near(area: &Area, point: Point) -> i32 {
    let x = point.0.clamp(area.x, area.right());
    let y = point.1.clamp(area.y, area.bottom());
    (x - point.0).pow(2) + (y - point.1).pow(2)
}

/// The parts of each line, by its edge, and of the rails, by none.
fn parts(layout: &Layout) -> Vec<(Option<usize>, Area)> {
    let lines = layout.lines.iter().enumerate();
    let lines = lines.filter_map(|(nth, line)| Some((Some(nth), &line.as_ref()?.points)));
    let rails = layout.inward.iter().chain(&layout.outward);
    lines
        .chain(rails.map(|rail| (None, &rail.points)))
        .flat_map(|(nth, points)| {
            mark::parts(points)
                .into_iter()
                .map(move |part| (nth, area(part)))
        })
        .collect()
}

/// Every place of a mark, by its edge if it is a line's.
fn marks(layout: &Layout) -> Vec<(Option<usize>, Point)> {
    let lines = layout.lines.iter().enumerate();
    let lines = lines.filter_map(|(nth, line)| Some((Some(nth), line.as_ref()?.mark)));
    let turns = layout.nodes.iter().filter_map(|node| node.turn);
    let gossip = layout.gossip.as_ref().map(mark::in_bar);
    lines
        .chain(turns.chain(gossip).map(|at| (None, at)))
        .collect()
}

#[test]
fn nothing_is_lost_and_all_is_inside_and_apart() {
    every_drawing(|view, edges, drawn, width| {
        ensure(drawn.width <= width, || {
            format!("it is {} wide", drawn.width)
        })?;
        ensure(drawn.nodes.len() == view.nodes.len(), || {
            "a node is lost".to_owned()
        })?;
        for (edge, line) in edges.iter().zip(&drawn.lines) {
            let has = line.is_some() || edge.from == edge.to;
            ensure(has, || format!("{} > {} has no line", edge.from, edge.to))?;
        }
        let all = Area {
            x: 0,
            y: 0,
            w: drawn.width,
            h: drawn.height,
        };
        let members = |id: &str| {
            view.nodes
                .iter()
                .any(|node| node.id == id && !node.external)
        };
        for (nth, node) in drawn.nodes.iter().enumerate() {
            let around = if members(&node.id) {
                &drawn.frame
            } else {
                &all
            };
            let inside = node.area.x >= around.x
                && node.area.y >= around.y
                && node.area.right() <= around.right()
                && node.area.bottom() <= around.bottom();
            ensure(inside, || format!("{} sticks out", node.id))?;
            let outside = members(&node.id) || !overlap(&node.area, &drawn.frame);
            ensure(outside, || format!("{} is within the frame", node.id))?;
            for other in &drawn.nodes[nth + 1..] {
                ensure(!overlap(&node.area, &other.area), || {
                    format!("{} on {}", node.id, other.id)
                })?;
            }
        }
        Ok(())
    });
}

#[test]
fn words_have_room_and_nothing_is_written_over_them() {
    every_drawing(|_, _, drawn, _| {
        for node in &drawn.nodes {
            let end = node
                .turn
                .map_or(node.area.right(), |turn| turn.0 - MARK - 1);
            let name = letters::width(&node.id, NAME);
            let room = end - node.area.x;
            ensure(name + 6 <= room, || format!("{} has {room}", node.id))?;
        }
        let labels = drawn.inward.iter().filter_map(|rail| rail.label);
        let texts: Vec<Area> = drawn
            .captions
            .iter()
            .map(|it| it.area)
            .chain(labels)
            .collect();
        for (nth, text) in texts.iter().enumerate() {
            for node in &drawn.nodes {
                ensure(!overlap(text, &node.area), || {
                    format!("a word under {}", node.id)
                })?;
            }
            for other in &texts[nth + 1..] {
                ensure(!overlap(text, other), || "a word over another".to_owned())?;
            }
            for (_, part) in parts(drawn) {
                let through = part.x < text.right()
                    && text.x < part.right().max(part.x + 1)
                    && part.y < text.bottom()
                    && text.y < part.bottom().max(part.y + 1);
                ensure(!through, || "a line through a word".to_owned())?;
            }
        }
        ensure(NOTE < NAME, || "names are the largest".to_owned())
    });
}

#[test]
fn lines_keep_off_nodes_and_each_other() {
    every_drawing(|_, edges, drawn, _| {
        let parts = parts(drawn);
        for (nth, (of, part)) in parts.iter().enumerate() {
            ensure(part.w == 0 || part.h == 0, || "a line is askew".to_owned())?;
            for node in &drawn.nodes {
                let inner = Area {
                    x: node.area.x + 1,
                    y: node.area.y + 1,
                    w: node.area.w - 2,
                    h: node.area.h - 2,
                };
                let through = part.x <= inner.right()
                    && inner.x <= part.right()
                    && part.y <= inner.bottom()
                    && inner.y <= part.bottom();
                ensure(!through, || format!("{of:?} goes through {}", node.id))?;
            }
            let railed = |of: &Option<usize>| {
                of.is_none_or(|nth| edges[nth].from == EVERY || edges[nth].to == EVERY)
            };
            for (other_of, other) in &parts[nth + 1..] {
                if of == other_of || (railed(of) && railed(other_of)) {
                    continue;
                }
                let beside = (part.w == 0) == (other.w == 0)
                    && part.x < other.right() + 9
                    && other.x < part.right() + 9
                    && part.y < other.bottom() + 9
                    && other.y < part.bottom() + 9;
                let end_on = if part.w == 0 {
                    part.y >= other.bottom() || other.y >= part.bottom()
                } else {
                    part.x >= other.right() || other.x >= part.right()
                };
                ensure(!beside || end_on, || format!("{of:?} runs on {other_of:?}"))?;
            }
        }
        Ok(())
    });
}

#[test]
fn marks_are_on_a_free_part_of_their_own_line() {
    every_drawing(|_, _, drawn, _| {
        let (marks, parts) = (marks(drawn), parts(drawn));
        for (nth, (of, at)) in marks.iter().enumerate() {
            for (_, other) in &marks[nth + 1..] {
                let far = near(
                    &Area {
                        x: other.0,
                        y: other.1,
                        w: 0,
                        h: 0,
                    },
                    *at,
                );
                ensure(far >= (2 * MARK).pow(2), || {
                    format!("two marks at {at:?} and {other:?}")
                })?;
            }
            for (_, part) in parts
                .iter()
                .filter(|(other, _)| other != of || of.is_none())
            {
                ensure(near(part, *at) > MARK.pow(2), || {
                    format!("a mark at {at:?} on another's line")
                })?;
            }
            let Some(of) = of else {
                continue;
            };
            let own = parts
                .iter()
                .any(|(other, part)| *other == Some(*of) && near(part, *at) == 0);
            ensure(own, || format!("a mark at {at:?} beside its line"))?;
            for node in &drawn.nodes {
                ensure(near(&node.area, *at) >= MARK.pow(2), || {
                    format!("a mark on {}", node.id)
                })?;
            }
            let line = drawn.lines[*of].as_ref().filter(|line| line.headed);
            let clear = line.is_none_or(|line| {
                let end = *line.points.last().unwrap();
                near(
                    &Area {
                        x: end.0,
                        y: end.1,
                        w: 0,
                        h: 0,
                    },
                    *at,
                ) >= (MARK + HEAD).pow(2)
            });
            ensure(clear, || format!("a mark at {at:?} on its head"))?;
        }
        Ok(())
    });
}

/// How often lines cross, rails being none.
fn crossings(layout: &Layout) -> usize {
    let parts = parts(layout);
    let mut found = 0;
    for (nth, (of, part)) in parts.iter().enumerate() {
        for (other_of, other) in &parts[nth + 1..] {
            let (across, down) = if part.h == 0 {
                (part, other)
            } else {
                (other, part)
            };
            let cross = of != other_of
                && across.h == 0
                && down.w == 0
                && across.x < down.x
                && down.x < across.right()
                && down.y < across.y
                && across.y < down.bottom();
            found += usize::from(cross);
        }
    }
    found
}

#[test]
fn plans_as_they_are_by_default_cross_four_times_at_most() {
    let mut usual = None;
    for platform in Platform::ALL {
        for mode in [Mode::Monolithic, Mode::Microservices] {
            let text = format!("mode: {mode}\nplatform: {platform}\n");
            // The chart knows no other mode than its own.
            let Some(plan) = plan(&file(&text)) else {
                assert_eq!((*platform, mode), (Platform::Helm, Mode::Monolithic));
                continue;
            };
            let view = view(&plan);
            let ends = |edges: &[Edge]| -> Vec<(String, String)> {
                let ends = edges
                    .iter()
                    .map(|edge| (edge.from.clone(), edge.to.clone()));
                ends.collect()
            };
            let wanted = ends(&edge::edges(&view));
            let same = |it: &&Drawing| it.view.nodes == view.nodes && ends(&it.edges) == wanted;
            for drawing in drawings().iter().filter(same) {
                let found = crossings(&drawing.drawn);
                let width = drawing.width;
                assert!(found <= 4, "{found} in {mode} on {platform} at {width}");
                if (*platform, mode, width) == (Platform::Hosts, Mode::Microservices, 608) {
                    usual = Some(found);
                }
            }
        }
    }
    assert_eq!(usual, Some(0), "the first thing that anybody sees");
}

#[test]
fn who_dials_everybody_shares_one_head() {
    every_drawing(|view, edges, drawn, _| {
        let callers = view
            .nodes
            .iter()
            .filter(|node| node.lane == Lane::Everywhere)
            .count();
        let rail = drawn.inward.as_ref();
        ensure(rail.is_some() == (callers > 0), || {
            "callers want a rail".to_owned()
        })?;
        let stubs = edges
            .iter()
            .zip(&drawn.lines)
            .filter(|(edge, _)| edge.to == EVERY && edge.from != EVERY);
        let headless = stubs.filter(|(_, line)| line.as_ref().is_some_and(|line| !line.headed));
        ensure(headless.count() == callers, || {
            "a caller has a head of its own".to_owned()
        })?;
        ensure(rail.is_none_or(|rail| rail.headed), || {
            "a rail without a head".to_owned()
        })
    });
}

#[test]
fn corners_are_round_and_heads_point_where_lines_go() {
    let line = Line {
        points: vec![(0, 0), (20, 0), (20, 40)],
        mark: (20, 20),
        headed: true,
    };
    assert_eq!(line.path(), "M0 0L14 0Q20 0 20 6L20 40");
    assert_eq!(line.head(), "M20 40L24 32L16 32Z");
}
