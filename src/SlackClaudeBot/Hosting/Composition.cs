using SlackClaudeBot.Hosting.Settings;

namespace SlackClaudeBot.Hosting;

/// <summary>Puts the program together.</summary>
internal static class Composition
{
    /// <summary>Registers every part.</summary>
    /// <param name="builder">The application's builder.</param>
    /// <param name="settings">Bound and valid.</param>
    /// <param name="temporalAddress">host:port of the Temporal service.</param>
    public static void AddSlackClaudeBot(this WebApplicationBuilder builder, BotSettings settings, string temporalAddress)
    {
        var bot = settings.Get<BotOptions>();
        builder.Logging.ClearProviders().AddBotConsole(bot.LogLevel);
        builder.WebHost.UseUrls(bot.Listen.GetLeftPart(UriPartial.Authority));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddHealthChecks();
    }

    /// <summary>Maps every endpoint.</summary>
    public static void UseSlackClaudeBot(this WebApplication app)
    {
        app.MapHealthChecks("/health/live");
    }
}
