{ memcached:: { statefulSet: {} } }
