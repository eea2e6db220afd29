namespace EmbeddedTemporal.Visibility;

/// <summary>
/// Reads the subset of list filters (https://docs.temporal.io/list-filter) that this service answers: comparisons,
/// <c>IN</c>, <c>BETWEEN</c>, <c>STARTS_WITH</c>, <c>IS [NOT] NULL</c>, joined by <c>AND</c>, <c>OR</c>, <c>NOT</c> and brackets.
/// </summary>
internal sealed class ListQueryParser
{
    // Deeper than anybody writes, and shallow enough for the stack.
    private const int MaxDepth = 50;

    // SQLite takes 32,766.
    private const int MaxValues = 10_000;

    private readonly List<Token> _tokens;
    private readonly List<object> _values = [];
    private int _at;
    private int _depth;

    private ListQueryParser(string query) => _tokens = ListQueryLexer.Read(query);

    private Token Current => _tokens[_at];

    /// <exception cref="ListQueryException">It cannot be understood.</exception>
    public static ListQuery Parse(string query) => new ListQueryParser(query).Parse();

    private ListQuery Parse()
    {
        var condition = Current.Kind == TokenKind.End || Current.Is("GROUP") || Current.Is("ORDER") ? "1" : Or();
        var grouped = false;
        if (Take("GROUP"))
        {
            Expect("BY");
            var field = Current.Text;
            _ = Field();
            grouped = field == "ExecutionStatus" ? true : throw new ListQueryException($"operation is not supported: 'GROUP BY' clause is only supported for ExecutionStatus search attribute");
        }

        if (Current.Is("ORDER"))
        {
            throw new ListQueryException("operation is not supported: 'ORDER BY' clause");
        }

        return Current.Kind == TokenKind.End ? new ListQuery(condition, _values, grouped) : throw ListQueryLexer.Malformed(Current.End, Current.Text);
    }

    private string Or() => Joined("OR", And);

    private string And() => Joined("AND", Not);

    private string Joined(string word, Func<string> read)
    {
        List<string> conditions = [read()];
        while (Take(word))
        {
            conditions.Add(read());
        }

        return Joined(word, conditions, 0, conditions.Count);
    }

    /// <summary>SQLite takes a thousand levels, and counts one for each word of a chain: halves of halves have few.</summary>
    private static string Joined(string word, List<string> conditions, int first, int end)
    {
        var middle = (first + end) / 2;
        return end - first == 1 ? conditions[first] : $"({Joined(word, conditions, first, middle)} {word} {Joined(word, conditions, middle, end)})";
    }

    private string Not()
    {
        if (++_depth > MaxDepth)
        {
            throw new ListQueryException("invalid expression: nested too deeply");
        }

        try
        {
            // What is not set is neither equal nor unequal in SQL; here it is not equal.
            return Take("NOT") ? $"NOT coalesce({Not()}, 0)" : Primary();
        }
        finally
        {
            _depth--;
        }
    }

    private string Primary()
    {
        if (!Take("("))
        {
            return Comparison();
        }

        var condition = Or();
        Expect(")");
        return condition;
    }

    private string Comparison()
    {
        var name = Current.Text;
        if (Current.Kind == TokenKind.Word && _tokens[_at + 1].Kind == TokenKind.End)
        {
            throw new ListQueryException("invalid expression: incomplete expression");
        }

        if (Current.Kind == TokenKind.Word && _tokens[_at + 1] is { Kind: TokenKind.Word } next && next.Is("IS") && !IsNullFollows())
        {
            throw ListQueryLexer.Malformed(_tokens[_at + 2].Is("NOT") ? _tokens[_at + 3].End : _tokens[_at + 2].End, _tokens[_at + 2].Is("NOT") ? _tokens[_at + 3].Text : _tokens[_at + 2].Text);
        }

        var field = Field();
        var negated = Take("NOT");
        var comparison = Operation(name, field, negated);
        return negated ? $"NOT coalesce({comparison}, 0)" : comparison;
    }

    private string Operation(string name, SearchField field, bool negated)
    {
        if (Take("IN"))
        {
            return $"{field.Column} IN ({Values(name, field)})";
        }

        if (Take("BETWEEN"))
        {
            var low = Value(name, field);
            Expect("AND");
            return $"{field.Column} BETWEEN {low} AND {Value(name, field)}";
        }

        if (Take("STARTS_WITH"))
        {
            var prefix = Value(name, field);
            return $"substr({field.Column}, 1, length({prefix})) = {prefix}";
        }

        if (!negated && Take("IS"))
        {
            var not = Take("NOT");
            Expect("NULL");
            return $"{field.Column} IS {(not ? "NOT " : "")}NULL";
        }

        foreach (var symbol in (ReadOnlySpan<string>)["=", "!=", "<=", ">=", "<", ">"])
        {
            if (!negated && Take(symbol))
            {
                return $"{field.Column} {symbol} {Value(name, field)}";
            }
        }

        throw ListQueryLexer.Malformed(Current.End, Current.Text);
    }

    private bool IsNullFollows() => _tokens[_at + 2].Is("NULL") || (_tokens[_at + 2].Is("NOT") && _tokens[Math.Min(_at + 3, _tokens.Count - 1)].Is("NULL"));

    private SearchField Field()
    {
        var name = Current;
        if (name.Kind != TokenKind.Word)
        {
            throw ListQueryLexer.Malformed(name.End, name.Text);
        }

        _at++;
        return SearchField.All.TryGetValue(name.Text, out var field)
            ? field
            : throw new ListQueryException($"invalid expression: column name '{name.Text}' is not a valid search attribute");
    }

    private string Values(string name, SearchField field)
    {
        Expect("(");
        var placeholders = new List<string>();
        do
        {
            placeholders.Add(Value(name, field));
        }
        while (Take(","));
        Expect(")");
        return string.Join(", ", placeholders);
    }

    private string Value(string name, SearchField field)
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Text or TokenKind.Number) && !token.Is("true") && !token.Is("false"))
        {
            throw ListQueryLexer.Malformed(token.End, token.Text);
        }

        if (_values.Count >= MaxValues)
        {
            throw new ListQueryException($"invalid expression: more than {MaxValues} values");
        }

        _at++;
        _values.Add(field.Value(name, token));
        return $"$v{_values.Count}";
    }

    private bool Take(string keyword)
    {
        if (!Current.Is(keyword))
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string keyword)
    {
        if (!Take(keyword))
        {
            throw ListQueryLexer.Malformed(Current.End, Current.Text);
        }
    }
}
