using SlackClaudeBot.Slack.Commands;
using SlackClaudeBot.Workflows.Contracts.Tasks;

namespace SlackClaudeBot.Slack.Tests.Commands;

public sealed class CommandParserTests
{
    private readonly CommandParser _parser = new(new RepositoryNames(new Uri("https://github.com"), "acme"));

    [Theory]
    [InlineData("fix acme/shop Checkout crashes on an empty cart")]
    [InlineData("  fix   acme/shop   Checkout crashes   on an empty cart  ")]
    [InlineData("FIX acme/shop Checkout crashes on an empty cart")]
    [InlineData("fix shop Checkout crashes on an empty cart")]
    [InlineData("fix acme/shop.git Checkout crashes on an empty cart")]
    [InlineData("fix https://github.com/acme/shop Checkout crashes on an empty cart")]
    [InlineData("fix https://github.com/acme/shop.git Checkout crashes on an empty cart")]
    [InlineData("fix https://github.com/acme/shop/ Checkout crashes on an empty cart")]
    [InlineData("fix <https://github.com/acme/shop> Checkout crashes on an empty cart")]
    [InlineData("fix <https://github.com/acme/shop|https://github.com/acme/shop> Checkout crashes on an empty cart")]
    [InlineData("fix <http://github.com/acme/shop|github.com/acme/shop> Checkout crashes on an empty cart")]
    [InlineData("fix github.com/acme/shop Checkout crashes on an empty cart")]
    [InlineData("fix <https://www.github.com/acme/shop> Checkout crashes on an empty cart")]
    [InlineData("fix www.github.com/acme/shop Checkout crashes on an empty cart")]
    [InlineData("fix git@github.com:acme/shop.git Checkout crashes on an empty cart")]
    [InlineData("fix <mailto:git@github.com|git@github.com>:acme/shop.git Checkout crashes on an empty cart")]
    [InlineData("<@U0BOT|claude> fix acme/shop Checkout crashes on an empty cart")]
    [InlineData("@claude fix acme/shop Checkout crashes on an empty cart")]
    [InlineData("fix\u00A0acme/shop\u00A0Checkout crashes on an empty cart")]
    [InlineData("fix acme/shop \"Checkout crashes on an empty cart\"")]
    [InlineData("fix acme/shop “Checkout crashes on an empty cart”")]
    public void A_fix_is_understood_however_it_is_typed(string text)
    {
        var fix = Fix(text);

        var repository = Assert.Single(fix.Repositories);
        Assert.Equal("acme/shop", repository.FullName);
        Assert.Null(repository.Branch);
        Assert.Equal("Checkout crashes on an empty cart", fix.Title);
        Assert.Equal("", fix.Description);
        Assert.True(fix.RequireApproval);
    }

    [Theory]
    [InlineData("fix shop Title -- All of it")]
    [InlineData("fix shop Title — All of it")]
    [InlineData("fix shop Title\nAll of it")]
    [InlineData("fix shop Title\n-- All of it")]
    [InlineData("fix shop Title --\nAll of it")]
    public void The_description_follows_two_dashes_or_is_on_the_next_line(string text)
    {
        var fix = Fix(text);

        Assert.Equal(("Title", "All of it"), (fix.Title, fix.Description));
    }

    [Fact]
    public void A_description_keeps_its_lines_its_dashes_and_its_options() =>
        Assert.Equal("one -- two\n--no-approval\n\n“three”".Replace('“', '"').Replace('”', '"'), Fix("fix shop T -- one -- two\n--no-approval\n\n“three”").Description);

    [Theory]
    [InlineData("fix shop@dev T", "dev")]
    [InlineData("fix acme/shop@release/2.3 T", "release/2.3")]
    [InlineData("fix https://github.com/acme/shop@dev T", "dev")]
    [InlineData("fix https://github.com/acme/shop/tree/release/2.3 T", "release/2.3")]
    [InlineData("fix <mailto:shop@dev.example|shop@dev.example> T", "dev.example")]
    public void A_repository_may_name_its_branch(string text, string branch) => Assert.Equal(branch, Fix(text).Repositories.Single().Branch);

    [Fact]
    public void A_branch_that_is_typed_has_at_most_200_characters()
    {
        Assert.True(RepositoryNames.IsBranch(new string('b', 200)));
        Assert.False(RepositoryNames.IsBranch(new string('b', 201)));
    }

    [Theory]
    [InlineData("fix acme/shop,other/api@dev T")]
    [InlineData("fix acme/shop, other/api@dev T")]
    [InlineData("fix acme/shop , other/api@dev T")]
    [InlineData("fix acme/shop ,other/api@dev T")]
    [InlineData("fix --no-approval acme/shop,other/api@dev T")]
    public void Several_repositories_are_separated_by_commas(string text) =>
        Assert.Equal([("acme/shop", null), ("other/api", "dev")], Fix(text).Repositories.Select(repository => (repository.FullName, repository.Branch)));

    [Theory]
    [InlineData("fix --no-approval --timeout 45m --model opus --ticket https://tracker.example/T-1 shop Title")]
    [InlineData("fix shop --no-approval --timeout=45m Title --model=opus --ticket=https://tracker.example/T-1")]
    [InlineData("fix shop Title —no-approval –timeout 45m ––model opus —ticket <https://tracker.example/T-1|https://tracker.example/T-1>")]
    [InlineData("fix shop Title --NO-APPROVAL --timeout 45 --model \"opus\" --ticket https://tracker.example/T-1 -- ")]
    public void Options_may_be_anywhere_before_the_description(string text)
    {
        var fix = Fix(text);

        Assert.Equal("Title", fix.Title);
        Assert.False(fix.RequireApproval);
        Assert.Equal(TimeSpan.FromMinutes(45), fix.Timeout);
        Assert.Equal("opus", fix.Model);
        Assert.Equal("https://tracker.example/T-1", fix.TicketUrl);
    }

    [Theory]
    [InlineData("90s", 1.5)]
    [InlineData("30m", 30)]
    [InlineData("30min", 30)]
    [InlineData("1h30m", 90)]
    [InlineData("8h", 480)]
    [InlineData("5", 5)]
    public void A_timeout_is_read_with_its_units(string typed, double minutes) => Assert.Equal(minutes, Fix($"fix shop T --timeout {typed}").Timeout!.Value.TotalMinutes);

    [Fact]
    public void Repositories_of_one_name_and_two_owners_are_two()
    {
        var fix = Fix("fix acme/shop,other/shop Both crash");

        Assert.Equal(["acme/shop", "other/shop"], fix.Repositories.Select(r => r.FullName));
    }

    [Theory]
    [InlineData("fix", "Which repository")]
    [InlineData("fix shop", "Add a title")]
    [InlineData("fix shop --no-approval", "Add a title")]
    [InlineData("fix shop -- only a description", "Add a title")]
    [InlineData("fix shop \"\"", "Add a title")]
    [InlineData("fix , ,", "Which repository")]
    [InlineData("fix acme/shop", "What is wrong in `acme/shop`? Add a title")]
    [InlineData("fix acme/shop,acme/shop T", "`acme/shop` is named twice")]
    [InlineData("fix acme/shop,ACME/Shop T", "named twice")]
    [InlineData("fix a,b,c,d,e,f,g,h,i,j,k T", "at most 10")]
    [InlineData("fix https://gitlab.com/acme/shop T", "gitlab.com")]
    [InlineData("fix https://github.com.evil.example/acme/shop T", "another server")]
    [InlineData("fix https://github.com:8443/acme/shop T", "another server")]
    [InlineData("fix https://user:pass@github.com/acme/shop T", "user name and password")]
    [InlineData("fix https://github.com/acme T", "not a repository")]
    [InlineData("fix https://github.com/acme/shop/issues/7 T", "not a repository")]
    [InlineData("fix file:///etc/passwd T", "not a repository")]
    [InlineData("fix ext::sh T", "not a repository")]
    [InlineData("fix ../../etc T", "not a repository")]
    [InlineData("fix acme/.. T", "not a repository")]
    [InlineData("fix acme/. T", "not a repository")]
    [InlineData("fix acme/..git T", "not a repository")]
    [InlineData("fix acme/...git T", "not a repository")]
    [InlineData("fix _acme/shop T", "not a repository")]
    [InlineData("fix acme/-rf T", "not a repository")]
    [InlineData("fix -x/shop T", "not a repository")]
    [InlineData("fix acme/shop/extra T", "not a repository")]
    [InlineData("fix acme/shop;ls T", "not a repository")]
    [InlineData("fix acme/$(id) T", "not a repository")]
    [InlineData("fix acme/%2e%2e T", "not a repository")]
    [InlineData("fix https://github.com/acme/%2e%2e T", "not a repository")]
    [InlineData("fix https://github.com/acme/shop%0A T", "not a repository")]
    [InlineData("fix https://github.com/acme/shop/tree/dev%0A T", "not a repository")]
    [InlineData("fix acme/shop@ T", "not a branch")]
    [InlineData("fix https://github.com/acme/shop@dev%0A T", "not a branch")]
    [InlineData("fix acme/shop@--upload-pack=x T", "not a branch")]
    [InlineData("fix acme/shop@-x T", "not a branch")]
    [InlineData("fix acme/shop@a..b T", "not a branch")]
    [InlineData("fix acme/shop@a@{1} T", "not a branch")]
    [InlineData("fix acme/shop@a/.b T", "not a branch")]
    [InlineData("fix acme/shop@a/ T", "not a branch")]
    [InlineData("fix acme/shop@a.lock T", "not a branch")]
    [InlineData("fix acme/shop@a:b T", "not a branch")]
    [InlineData("fix acme/shop@HEAD T", "not a branch")]
    [InlineData("fix acme/shop@$(id) T", "not a branch")]
    [InlineData("fix shop T --timeout", "--timeout")]
    [InlineData("fix shop T --timeout soon", "--timeout")]
    [InlineData("fix shop T --timeout 9h", "--timeout")]
    [InlineData("fix shop T --timeout 0", "--timeout")]
    [InlineData("fix shop T --timeout 30s", "--timeout")]
    [InlineData("fix shop T --timeout -5m", "--timeout")]
    [InlineData("fix shop T --model --dangerous", "--model")]
    [InlineData("fix shop T --model", "--model")]
    [InlineData("fix shop T --ticket javascript:alert(1)", "--ticket")]
    [InlineData("fix shop T --ticket T-1", "--ticket")]
    [InlineData("fix shop T --no-approval=false", "takes no value")]
    [InlineData("fix shop T --no-aproval", "Did you mean `--no-approval`")]
    [InlineData("fix shop Support the --verbose flag", "not an option")]
    public void Problems_are_reported(string text, string expected) =>
        Assert.Contains(expected, Assert.IsType<ClaudeCommand.Invalid>(_parser.Parse(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void A_title_between_quotes_may_look_like_an_option() =>
        Assert.Equal("Support the --verbose flag", Fix("fix shop \"Support the --verbose flag\"").Title);

    [Theory]
    [InlineData("fix shop \"Crashes -- on start\" -- All of it", "Crashes -- on start", "All of it")]
    [InlineData("fix shop “Crashes — on start”", "Crashes -- on start", "")]
    [InlineData("fix shop Not on my 27\" screen -- since \"2.3\"", "Not on my 27\" screen", "since \"2.3\"")]
    public void Dashes_between_quotes_separate_nothing(string text, string title, string description) =>
        Assert.Equal((title, description), (Fix(text).Title, Fix(text).Description));

    [Theory]
    [InlineData("alice_acme/shop", "alice_acme/shop")]
    [InlineData("acme/.github", "acme/.github")]
    [InlineData("https://github.com/acme/.github.git", "acme/.github")]
    public void Every_name_that_GitHub_gives_is_a_repository(string typed, string name) => Assert.Equal(name, Fix($"fix {typed} T").Repositories.Single().FullName);

    [Theory]
    [InlineData("fix shop See <#C024BE7LR|alerts>, ask <@U012AB3CD|bob> or <!subteam^S012345|@leads>", "See #alerts, ask @bob or @leads")]
    [InlineData("fix shop See <#C024BE7LR|> and <#C024BE7LR>, ask <@U012AB3CD>", "See #C024BE7LR and #C024BE7LR, ask @U012AB3CD")]
    [InlineData("fix shop A &lt;@U012AB3CD|bob&gt; stays", "A <@U012AB3CD|bob> stays")]
    [InlineData("<@U0BOT|claude> fix shop T", "T")]
    public void People_and_channels_are_named_as_they_are_known(string text, string title) => Assert.Equal(title, Fix(text).Title);

    [Theory]
    [InlineData("fix shop A &lt;b&gt; &amp; c", "A <b> & c")]
    [InlineData("fix shop It’s “broken” now", "It's \"broken\" now")]
    [InlineData("fix shop See <http://example.com|example.com> there", "See example.com there")]
    [InlineData("fix shop See <https://example.com/x|the page> there", "See https://example.com/x there")]
    [InlineData("fix shop A\u202Eevil\u0007 title", "Aevil title")]
    public void A_title_is_read_as_people_mean_it(string text, string title) => Assert.Equal(title, Fix(text).Title);

    [Fact]
    public void A_title_has_at_most_200_characters()
    {
        Assert.Equal(200, Fix("fix shop " + new string('x', 200)).Title.Length);
        Assert.Contains("201 characters", Assert.IsType<ClaudeCommand.Invalid>(_parser.Parse("fix shop " + new string('x', 201))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_has_at_most_10000_characters()
    {
        Assert.Equal(10_000, Fix("fix shop T -- " + new string('x', 10_000)).Description.Length);
        Assert.Contains("10,001 characters", Assert.IsType<ClaudeCommand.Invalid>(_parser.Parse("fix shop T -- " + new string('x', 10_001))).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_short_name_needs_an_owner_to_be_set()
    {
        var parser = new CommandParser(new RepositoryNames(new Uri("https://github.com"), null));

        Assert.Contains("`owner/shop`", Assert.IsType<ClaudeCommand.Invalid>(parser.Parse("fix shop T")).Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("acme/shop")]
    [InlineData("http://127.0.0.1:4567/git/acme/shop")]
    [InlineData("http://127.0.0.1:4567/git/acme/shop.git")]
    [InlineData("127.0.0.1:4567/git/acme/shop")]
    public void A_private_server_may_have_a_port_and_a_path(string typed)
    {
        var parser = new CommandParser(new RepositoryNames(new Uri("http://127.0.0.1:4567/git/"), null));

        var fix = Assert.IsType<ClaudeCommand.Start>(parser.Parse($"fix {typed} T"));

        Assert.Equal("acme/shop", fix.Repositories.Single().FullName);
    }

    private static TaskId? Id(string? text) => text is null ? null : new TaskId(text);

    [Theory]
    [InlineData("status", null)]
    [InlineData("status 3f9a0c51be", "3f9a0c51be")]
    [InlineData("status fix-3F9A0C51BE", "3f9a0c51be")]
    [InlineData("status `3f9a0c51be`", "3f9a0c51be")]
    public void Status_may_name_a_task(string text, string? taskId) => Assert.Equal(new ClaudeCommand.Status(Id(taskId)), _parser.Parse(text));

    [Theory]
    [InlineData("reject", null, null)]
    [InlineData("reject 3f9a0c51be", "3f9a0c51be", null)]
    [InlineData("reject 3f9a0c51be -- use a transaction", "3f9a0c51be", "use a transaction")]
    [InlineData("reject 3f9a0c51be fix-it properly", "3f9a0c51be", "fix-it properly")]
    [InlineData("reject 3f9a0c51be — use a\ntransaction", "3f9a0c51be", "use a\ntransaction")]
    public void A_rejection_may_carry_feedback(string text, string? taskId, string? feedback) => Assert.Equal(new ClaudeCommand.Reject(Id(taskId), feedback), _parser.Parse(text));

    [Fact]
    public void Feedback_has_at_most_3000_characters() =>
        Assert.Contains("3,001", Assert.IsType<ClaudeCommand.Invalid>(_parser.Parse("reject 3f9a0c51be " + new string('x', 3001))).Problem, StringComparison.Ordinal);

    [Fact]
    public void The_other_verbs_are_understood()
    {
        Assert.Equal(new ClaudeCommand.List(), _parser.Parse("list"));
        Assert.Equal(new ClaudeCommand.Help(), _parser.Parse("help"));
        Assert.Equal(new ClaudeCommand.Help(), _parser.Parse(""));
        Assert.Equal(new ClaudeCommand.Help(), _parser.Parse(null));
        Assert.Equal(new ClaudeCommand.Approve(new TaskId("3f9a0c51be")), _parser.Parse("approve 3f9a0c51be"));
        Assert.Equal(new ClaudeCommand.Cancel(new TaskId("3f9a0c51be"), "wrong repository"), _parser.Parse("cancel 3f9a0c51be wrong repository"));
    }

    [Theory]
    [InlineData("fxi shop T", "`/claude fix`")]
    [InlineData("aprove", "`/claude approve`")]
    [InlineData("stauts", "`/claude status`")]
    [InlineData("canel", "`/claude cancel`")]
    [InlineData("acme/shop It crashes", "Say what to do with `acme/shop`")]
    [InlineData("banana", "I don't know `banana`")]
    [InlineData("<!channel>", "&lt;!channel&gt;")]
    [InlineData("status banana", "not a task")]
    [InlineData("approve everything", "not a task")]
    public void An_unknown_word_gets_usage_and_the_nearest_match(string text, string expected) =>
        Assert.Contains(expected, Assert.IsType<ClaudeCommand.Invalid>(_parser.Parse(text)).Problem, StringComparison.Ordinal);

    [Fact]
    public void No_text_breaks_the_parser()
    {
        const int seed = 20261121;
        var random = new Random(seed);
        string[] pieces = ["fix", "status", "reject", " ", "  ", "\n", "--", "—", "-", "\"", "<", ">", "|", "<@U1>", "<https://", "acme/shop", "@", ",", "--timeout", "=", "\0", "\uD800", "😀", "`", "/", "..", "&lt;"];

        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var command = Record.Exception(() => _parser.Parse(text));
            Assert.True(command is null, $"seed {seed}, \"{text}\": {command}");
        }
    }

    private ClaudeCommand.Start Fix(string text)
    {
        var command = _parser.Parse(text);
        return Assert.IsType<ClaudeCommand.Start>(command is ClaudeCommand.Invalid invalid ? throw new Xunit.Sdk.XunitException(invalid.Problem) : command);
    }
}
