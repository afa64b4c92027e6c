{ getJSONPath(source, path, default=null):: default }
