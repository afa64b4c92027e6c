//! A module for `layers.test.mjs`: exports with a vtable, a text and a state
//! between them, and what each alone reaches.
#![crate_type = "cdylib"]

use std::fmt::Write;
use std::sync::Mutex;

static COUNT: Mutex<u32> = Mutex::new(7);
static ANSWER: Mutex<String> = Mutex::new(String::new());

trait Part {
    fn seen(&self) -> String;
    fn held(&self) -> String;
}

struct One(u32);
struct Other;

impl Part for One {
    fn seen(&self) -> String {
        format!("one of {}", self.0)
    }
    fn held(&self) -> String {
        format!("HELD BACK {:?}", [self.0; 3])
    }
}

impl Part for Other {
    fn seen(&self) -> String {
        "the other".to_owned()
    }
    fn held(&self) -> String {
        format!("HELD BACK {}", 1.5)
    }
}

fn parts() -> [Box<dyn Part>; 2] {
    let mut count = COUNT.lock().unwrap();
    *count += 1;
    [Box::new(One(*count)), Box::new(Other)]
}

fn answer(text: String) -> *const u8 {
    let mut answer = ANSWER.lock().unwrap();
    *answer = text;
    answer.as_ptr()
}

#[unsafe(no_mangle)]
extern "C" fn length() -> usize {
    ANSWER.lock().unwrap().len()
}

#[unsafe(no_mangle)]
extern "C" fn low() -> *const u8 {
    answer(
        parts()
            .iter()
            .fold("ONLY LOW\n".to_owned(), |all, it| all + &it.seen()),
    )
}

#[unsafe(no_mangle)]
extern "C" fn middle() -> *const u8 {
    answer(
        parts()
            .iter()
            .fold("ONLY MIDDLE\n".to_owned(), |all, it| all + &it.held()),
    )
}

fn sorted(text: &mut String) {
    let mut sorted: Vec<u32> = (0..30).map(|it| it * 7919 % 13).collect();
    sorted.sort_unstable();
    let _ = writeln!(text, "SHARED ABOVE {sorted:?}");
}

#[unsafe(no_mangle)]
extern "C" fn beside() -> *const u8 {
    let mut text = "ONLY BESIDE\n".to_owned();
    sorted(&mut text);
    for it in parts() {
        text.push_str(&it.held());
    }
    answer(text)
}

#[unsafe(no_mangle)]
extern "C" fn high() -> *const u8 {
    let mut text = "ONLY HIGH\n".to_owned();
    sorted(&mut text);
    for it in parts() {
        let _ = writeln!(text, "{} {}", it.seen(), it.held());
    }
    answer(text)
}

#[unsafe(no_mangle)]
extern "C" fn over() -> *const u8 {
    let mut text = "ONLY OVER\n".to_owned();
    sorted(&mut text);
    answer(text)
}

#[unsafe(no_mangle)]
extern "C" fn outside() -> *const u8 {
    answer("ONLY OUTSIDE".to_owned())
}
