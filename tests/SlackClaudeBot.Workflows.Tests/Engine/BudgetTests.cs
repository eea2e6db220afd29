using SlackClaudeBot.Workflows.Engine;

namespace SlackClaudeBot.Workflows.Tests.Engine;

public sealed class BudgetTests
{
    [Fact]
    public void Spending_reduces_the_budget()
    {
        var budget = new Budget(5m);
        budget.Spend(1.5m);

        Assert.Equal((1.5m, 3.5m, 5m), (budget.SpentUsd, budget.LeftUsd, budget.GrantedUsd));
    }

    [Fact]
    public void Continuing_after_the_budget_is_spent_grants_it_once_more()
    {
        var budget = new Budget(5m);
        budget.Spend(5.2m);

        budget.Extend();

        Assert.Equal((10.2m, 5m), (budget.GrantedUsd, budget.LeftUsd));
    }

    [Fact]
    public void Continuing_while_enough_is_left_grants_nothing()
    {
        var budget = new Budget(5m);
        budget.Spend(1m);

        budget.Extend();

        Assert.Equal(5m, budget.GrantedUsd);
    }

    [Fact]
    public void Without_a_limit_there_is_none()
    {
        var budget = new Budget(null);
        budget.Spend(100m);
        budget.Extend();

        Assert.Null(budget.LeftUsd);
        Assert.Null(budget.GrantedUsd);
    }
}
