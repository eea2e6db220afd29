using SlackClaudeBot.Cli;

return await CommandLine.RunAsync(args);
