job "mimir" {
  group "mimir" {
    task "mimir" {
      driver = "docker"
      config {
        image = "grafana/mimir:3.1.0"
        args  = concat(["-target=all"], var.flags)
      }
    }
  }
}
