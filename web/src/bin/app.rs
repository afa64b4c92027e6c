//! The page's entry.

fn main() {
    yew::Renderer::<mimir_tls_web::app::App>::new().render();
}
