using DevServer.Hosting;

return await DevServerHost.Run(args);
