using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using SlackClaudeBot.Playground.Page;
using SlackClaudeBot.Playground.Slack;
using SlackClaudeBot.Testing;

namespace SlackClaudeBot.Playground.Tests.Page;

/// <summary>The page in a real browser.</summary>
public sealed class PageInBrowserTests : IAsyncLifetime
{
    private readonly PlaygroundFixture _playground = new();

    private SlackWorkspace Slack => _playground.Server.Slack;

    private static string Pictures => Path.Combine(AppContext.BaseDirectory, "screenshots");

    public async ValueTask InitializeAsync()
    {
        await _playground.InitializeAsync();
        _playground.Server.Status = new PlaygroundStatus
        {
            Sandbox = "process",
            SandboxDetail = "No Docker engine was found: the agent runs as a plain process that can read what you can read.",
            Model = "scripted",
            TemporalAddress = "127.0.0.1:7233",
            Cli = new CliStatus(CliState.Ready, "2.1.197"),
        };
    }

    public ValueTask DisposeAsync() => _playground.DisposeAsync();

    [FactWith(Need.Chromium)]
    public async Task A_command_is_typed_with_help_and_its_answer_appears()
    {
        _playground.Bot.Answer = _ => Results.Json(new { text = "Usage: `/claude fix <repo> <title>`" });
        await using var page = await OpenAsync();
        await page.ScreenshotAsync(Path.Combine(Pictures, "welcome.png"));
        await page.ClickAsync("#composer-input");
        await page.TypeAsync("/");
        await page.WaitForTextAsync("#composer-suggestions", "/claude fix");
        await page.ScreenshotAsync(Path.Combine(Pictures, "commands.png"));
        await page.TypeAsync("claude he");
        await page.PressAsync("Tab");
        await page.PressAsync("Enter");
        await page.WaitForTextAsync("[data-testid=message]", "Only visible to you");
        Assert.Equal("help", QueryHelpers.ParseQuery(_playground.Bot.Requests.Single(r => r.Path == "/slack/command").Body)["text"]);
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Chromium)]
    public async Task Hostile_text_stays_text()
    {
        await using var page = await OpenAsync();
        const string hostile = "<img src=x onerror=\"document.title='owned'\"> &lt;script&gt;document.title='owned'&lt;/script&gt; <javascript:document.title='owned'|click>";
        await PostAsync(new JsonObject
        {
            ["text"] = "x",
            ["blocks"] = new JsonArray(
                new JsonObject { ["type"] = "section", ["text"] = new JsonObject { ["type"] = "mrkdwn", ["text"] = hostile } },
                new JsonObject { ["type"] = "header", ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = "<b>not bold</b>" } }),
        });
        await page.WaitForTextAsync("[data-testid=message]", "<script>document.title");
        await page.WaitForTextAsync("[data-testid=message] h3", "<b>not bold</b>");
        Assert.Equal(0, (await page.EvaluateAsync("document.querySelectorAll('.message-body img, .message-body script, .message-body a[href^=javascript], .message-body b').length")).GetInt32());
        Assert.DoesNotContain("owned", (await page.EvaluateAsync("document.title")).GetString(), StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Chromium)]
    public async Task A_review_can_be_rejected_in_a_modal_and_the_message_changes_live()
    {
        var root = await PostAsync(Card("Running", "Claude reads `src/checkout.js`"));
        var stage = await PostAsync(Review(root));
        _playground.Bot.Answer = received =>
        {
            if (received.Path == "/slack/action" && received.Body.Contains("block_actions", StringComparison.Ordinal))
            {
                _ = OpenModalAsync(received.Body);
            }

            return Results.Ok();
        };
        await using var page = await OpenAsync($"#/{Slack.DefaultChannel.Id}/{root}");
        await page.WaitForVisibleAsync("#thread-messages [data-testid=action-stage_reject]");
        await page.ScreenshotAsync(Path.Combine(Pictures, "review.png"));

        await page.ClickAsync("#thread-messages [data-testid=action-stage_reject]");
        await page.WaitForVisibleAsync("[data-testid=modal]");
        await page.TypeAsync("Please keep the shipping for gift cards.");
        await page.ScreenshotAsync(Path.Combine(Pictures, "modal.png"));
        await page.ClickAsync("[data-testid=modal-submit]");
        await page.WaitForAsync("document.querySelector('[data-testid=modal]') === null");
        Assert.Contains(_playground.Bot.Requests, request => request.Body.Contains("gift+cards", StringComparison.Ordinal));

        await _playground.CallAsync("chat.update", new() { ["channel"] = Slack.DefaultChannel.Id, ["ts"] = stage, ["text"] = "Rejected by You", ["blocks"] = new JsonArray() });
        await page.WaitForTextAsync("#thread-messages", "Rejected by You");
        await page.WaitForAsync("document.querySelector('#thread-messages [data-testid=action-stage_reject]') === null");
        await page.PressAsync("Escape");
        await page.WaitForAsync("document.querySelector('#thread').hidden");
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Chromium)]
    public async Task A_pull_request_is_read_and_merged()
    {
        var shop = _playground.Server.GitHub.Find("acme", "shop")!;
        var fixedSource = (await shop.Git.ReadFileAsync("main", "src/checkout.js"))!.Replace("=> sum + amount);", "=> sum + amount, 0);", StringComparison.Ordinal);
        var import = $"commit refs/heads/fix/claude-0a1b2c3d4e\ncommitter Claude <claude@localhost.invalid> 1767261700 +0000\ndata 16\nFix the checkout\nfrom refs/heads/main\nM 100644 inline src/checkout.js\ndata {fixedSource.Length}\n{fixedSource}\n";
        (await shop.Git.RunAsync(["fast-import", "--quiet"], System.Text.Encoding.UTF8.GetBytes(import))).Success();
        await _playground.Server.GitHub.OpenAsync(shop, "Checkout crashes on an empty cart", "fix/claude-0a1b2c3d4e", "main", "## What was done\n\nThe sum of no lines is **0** now.\n\n- `src/checkout.js`: an initial value for `reduce`\n- all 6 tests pass");
        await using var page = await OpenAsync();
        await page.ClickAsync("[data-testid=tab-pulls]");
        await page.ClickAsync("[data-testid=pull]");
        await page.WaitForTextAsync("[data-testid=pull-diff] .line-add", "=> sum + amount, 0);");
        await page.ScreenshotAsync(Path.Combine(Pictures, "pull.png"));
        await page.ClickAsync("[data-testid=merge]");
        await page.WaitForTextAsync("[data-testid=pull-state]", "Merged");
        Assert.Contains("=> sum + amount, 0);", await shop.Git.ReadFileAsync("main", "src/checkout.js"), StringComparison.Ordinal);
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Chromium)]
    public async Task The_page_finds_its_way_back_when_the_playground_is_started_again()
    {
        await using var page = await OpenAsync();
        Slack.Post(Slack.You, "before");
        await page.WaitForTextAsync("[data-testid=message]", "before");
        var port = _playground.Server.Url.Port;
        await _playground.Server.DisposeAsync();
        await page.WaitForTextAsync("#connection", "reconnecting");

        await using var again = await PlaygroundServer.StartAsync(new PlaygroundOptions { Folder = _playground.NewFolder(), Port = port });
        again.Slack.Post(again.Slack.You, "after");
        await page.WaitForTextAsync("[data-testid=message]", "after");
        await page.WaitForAsync("![...document.querySelectorAll('[data-testid=message]')].some((m) => m.textContent.includes('before'))");
    }

    [FactWith(Need.Chromium)]
    public async Task The_welcome_page_shows_examples_and_says_that_a_question_can_be_asked()
    {
        await using var page = await OpenAsync();
        await page.WaitForTextAsync("[data-testid=welcome]", "Claude asks in the thread before it works");
        await page.WaitForTextAsync("[data-testid=welcome]", "names the repository");
        await page.WaitForTextAsync("#people", "@robin");
        await page.ClickAsync("[data-testid=example] >> nth=1");
        Assert.Contains("acme/notifier", await page.Page.InputValueAsync("#composer-input"), StringComparison.Ordinal);
    }

    [FactWith(Need.Chromium)]
    public async Task Everything_can_be_removed_after_a_confirmation()
    {
        await using var page = await OpenAsync();
        Slack.Post(Slack.You, "something old");
        await page.WaitForTextAsync("[data-testid=message]", "something old");
        await page.ClickAsync("[data-testid=start-over]");
        await page.ClickAsync("[data-testid=confirm-ok]");
        await page.WaitForVisibleAsync("[data-testid=welcome]");
        Assert.Empty(Slack.Messages);
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Chromium)]
    public async Task Typing_anywhere_reaches_the_composer_which_keeps_drafts_and_history()
    {
        await using var page = await OpenAsync();
        await page.ClickAsync("#channel-title");
        await page.Page.Keyboard.TypeAsync("hello");
        await page.PressAsync("Enter");
        await page.WaitForTextAsync("[data-testid=message]", "hello");
        await page.PressAsync("ArrowUp");
        Assert.Equal("hello", await page.Page.InputValueAsync("#composer-input"));
        await page.PressAsync("ArrowDown");
        await page.TypeAsync("a draft");
        await page.ClickAsync("[data-testid=channel-random]");
        Assert.Equal("", await page.Page.InputValueAsync("#composer-input"));
        await page.ClickAsync("[data-testid=channel-shop-dev]");
        Assert.Equal("a draft", await page.Page.InputValueAsync("#composer-input"));
    }

    [FactWith(Need.Chromium)]
    public async Task Text_that_cannot_be_sent_stays_in_the_composer()
    {
        await using var page = await OpenAsync();
        await page.Page.RouteAsync("**/playground/messages", route => route.AbortAsync());
        await page.ClickAsync("#composer-input");
        await page.TypeAsync("a long thought");
        await page.PressAsync("Enter");
        await page.WaitForTextAsync("[data-testid=toast]", "cannot be reached");
        Assert.Equal("a long thought", await page.Page.InputValueAsync("#composer-input"));
    }

    [FactWith(Need.Chromium)]
    public async Task A_person_is_mentioned_by_handle_or_by_the_name_that_is_shown()
    {
        await using var page = await OpenAsync();
        await page.ClickAsync("#composer-input");
        await page.TypeAsync("@Rob");
        await page.WaitForTextAsync("#composer-suggestions", "Robin Meyer");
        await page.PressAsync("Tab");
        await page.TypeAsync("and @Robin Meyer, look");
        await page.PressAsync("Enter");
        await page.WaitForTextAsync("[data-testid=message]", "look");
        Assert.Equal($"<@{Slack.Colleague.Id}> and <@{Slack.Colleague.Id}>, look", Assert.Single(Slack.Messages).Text);
    }

    [FactWith(Need.Chromium)]
    public async Task A_pull_request_is_closed_and_a_repository_looked_at()
    {
        var shop = _playground.Server.GitHub.Find("acme", "shop")!;
        const string import = "commit refs/heads/note\ncommitter Claude <claude@localhost.invalid> 1767261700 +0000\ndata 4\nNote\nfrom refs/heads/main\nM 100644 inline NOTE\ndata 6\na note\n";
        (await shop.Git.RunAsync(["fast-import", "--quiet"], System.Text.Encoding.UTF8.GetBytes(import))).Success();
        await _playground.Server.GitHub.OpenAsync(shop, "A ``` note", "note", "main", "A ``` fence in a line.\n\n| a | b |\n|---|---|\n| see | <https://example.com/1> |\n");
        await using var page = await OpenAsync();
        await page.ClickAsync("[data-testid=tab-pulls]");
        await page.ClickAsync("[data-testid=pull]");
        await page.WaitForTextAsync("[data-testid=pull-body] p", "A ``` fence in a line.");
        await page.WaitForTextAsync("[data-testid=pull-body] td a[href='https://example.com/1']", "https://example.com/1");
        await page.ClickAsync("[data-testid=close-pull]");
        await page.WaitForTextAsync("[data-testid=pull-state]", "Closed");
        await page.ClickAsync("[data-testid=tab-pulls]");
        await page.ClickAsync("[data-testid=repository-link] >> nth=0");
        await page.WaitForTextAsync("[data-testid=file-content]", "The smallest shop");
        await page.ClickAsync(".file-list >> text=src/cart.js");
        await page.WaitForTextAsync("[data-testid=file-content]", "export class Cart");
        await page.ScreenshotAsync(Path.Combine(Pictures, "repository.png"));
        Assert.Empty(page.Errors);
    }

    [FactWith(Need.Chromium)]
    public async Task A_time_within_the_next_minute_counts_down()
    {
        await using var page = await OpenAsync();
        await PostAsync(new JsonObject { ["text"] = $"Undo ends <!date^{DateTimeOffset.UtcNow.AddSeconds(50).ToUnixTimeSeconds()}^{{time_secs}}|soon>" });
        await page.WaitForTextAsync("[data-testid=message] .countdown", "in 4");
    }

    [FactWith(Need.Chromium)]
    public async Task It_works_on_a_phone_in_the_dark()
    {
        var root = await PostAsync(Card("Awaiting approval", "Attempt 1 of 3 waits for a decision"));
        await PostAsync(Review(root));
        await using var page = await BrowserPage.StartAsync(390, 844, mobile: true, dark: true);
        await page.OpenAsync(new Uri(_playground.Server.Url, $"/#/{Slack.DefaultChannel.Id}"));
        await page.WaitForVisibleAsync("[data-testid=open-thread]");
        await page.ScreenshotAsync(Path.Combine(Pictures, "phone-channel.png"));
        await page.ClickAsync("#menu");
        await page.WaitForVisibleAsync("[data-testid=tab-pulls]");
        await page.ScreenshotAsync(Path.Combine(Pictures, "phone-menu.png"));
        await page.ClickAsync("#sidebar-close");
        await page.ClickAsync("[data-testid=open-thread]");
        await page.WaitForVisibleAsync("#thread-messages [data-testid=action-stage_approve]");
        await page.ScreenshotAsync(Path.Combine(Pictures, "phone-thread.png"));
        Assert.True((await page.EvaluateAsync("document.documentElement.scrollWidth <= innerWidth")).GetBoolean());
        Assert.True((await page.EvaluateAsync("[...document.querySelectorAll('.strip-item')].every((item) => item.getBoundingClientRect().right <= innerWidth)")).GetBoolean(), "The status strip is cut.");
        Assert.Empty(page.Errors);
    }

    private async Task<BrowserPage> OpenAsync(string hash = "")
    {
        var page = await BrowserPage.StartAsync();
        await page.OpenAsync(new Uri(_playground.Server.Url, "/" + hash));
        await page.WaitForTextAsync("#connection", "connected");
        return page;
    }

    private async Task<string> PostAsync(JsonObject message)
    {
        message["channel"] = Slack.DefaultChannel.Id;
        var answer = await _playground.CallAsync("chat.postMessage", message);
        Assert.True(answer.GetProperty("ok").GetBoolean(), answer.ToString());
        return answer.GetProperty("ts").GetString()!;
    }

    private async Task OpenModalAsync(string body)
    {
        var trigger = JsonNode.Parse(QueryHelpers.ParseQuery(body)["payload"].ToString())!["trigger_id"]!.GetValue<string>();
        await _playground.CallAsync("views.open", new()
        {
            ["trigger_id"] = trigger,
            ["view"] = JsonNode.Parse("""
                {"type":"modal","callback_id":"feedback","title":{"type":"plain_text","text":"Reject"},"submit":{"type":"plain_text","text":"Send feedback"},"close":{"type":"plain_text","text":"Cancel"},
                 "blocks":[{"type":"section","text":{"type":"mrkdwn","text":"Claude starts attempt 2 with what you write."}},
                 {"type":"input","block_id":"why","label":{"type":"plain_text","text":"What should change?"},"element":{"type":"plain_text_input","action_id":"text","multiline":true}}]}
                """),
        });
    }

    private static JsonObject Card(string state, string detail) => new()
    {
        ["text"] = "Checkout crashes on an empty cart",
        ["blocks"] = JsonNode.Parse($$$"""
            [{"type":"section","text":{"type":"mrkdwn","text":":hammer_and_wrench: *Checkout crashes on an empty cart*\n`acme/shop` for <@U0YOU>"}},
             {"type":"context","elements":[{"type":"mrkdwn","text":"*{{{state}}}*"},{"type":"mrkdwn","text":"{{{detail}}}"},{"type":"mrkdwn","text":"attempt 1 of 3"},{"type":"mrkdwn","text":"$0.04 of $5.00"}]},
             {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Cancel"},"action_id":"task_cancel","style":"danger","confirm":{"title":{"type":"plain_text","text":"Cancel the task?"},"text":{"type":"plain_text","text":"Its sandbox is removed."},"confirm":{"type":"plain_text","text":"Cancel task"},"deny":{"type":"plain_text","text":"Keep it"},"style":"danger"}}]}]
            """),
    };

    private static JsonObject Review(string thread) => new()
    {
        ["thread_ts"] = thread,
        ["text"] = "Attempt 1 waits for your decision",
        ["blocks"] = JsonNode.Parse("""
            [{"type":"header","text":{"type":"plain_text","text":"Bug fix: attempt 1 of 3"}},
             {"type":"section","text":{"type":"mrkdwn","text":"The subtotal was computed with `reduce` without an initial value, which throws on an empty list.\n• an empty cart now sums to *0*\n• nothing to ship means no shipping"}},
             {"type":"section","fields":[{"type":"mrkdwn","text":"*Changes*\n1 file, +2 −2"},{"type":"mrkdwn","text":"*Tests*\n:white_check_mark: 6 passed"},{"type":"mrkdwn","text":"*Cost*\n$0.04 of $5.00"},{"type":"mrkdwn","text":"*Time*\n48 s"}]},
             {"type":"section","text":{"type":"mrkdwn","text":"```--- a/src/checkout.js\n+++ b/src/checkout.js\n-  const subtotal = lines.map((line) =&gt; line.amount).reduce((sum, amount) =&gt; sum + amount);\n+  const subtotal = lines.map((line) =&gt; line.amount).reduce((sum, amount) =&gt; sum + amount, 0);```"}},
             {"type":"divider"},
             {"type":"actions","elements":[{"type":"button","text":{"type":"plain_text","text":"Approve"},"style":"primary","action_id":"stage_approve","value":"v"},{"type":"button","text":{"type":"plain_text","text":"Reject…"},"style":"danger","action_id":"stage_reject","value":"v"},{"type":"button","text":{"type":"plain_text","text":"Whole diff"},"action_id":"stage_diff","value":"v"}]}]
            """),
    };
}
