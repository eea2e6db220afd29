using EmbeddedTemporal.Attributes;
using Temporalio.Api.Enums.V1;

namespace EmbeddedTemporal.Visibility;

/// <summary>
/// Reads list filters (https://docs.temporal.io/list-filter) as the real service does on SQL: comparisons, <c>IN</c>, <c>BETWEEN</c>,
/// <c>STARTS_WITH</c>, <c>IS [NOT] NULL</c>, joined by <c>AND</c>, <c>OR</c>, <c>NOT</c> and brackets. The words of its refusals are the
/// real service's.
/// </summary>
internal sealed class ListQueryParser
{
    // Deeper than anybody writes, and shallow enough for the stack.
    private const int MaxDepth = 50;

    // Parameters are bound by name, which SQLite looks for one by one.
    private const int MaxValues = 5_000;

    private static readonly string[] _comparisons = ["=", "!=", "<=", ">=", "<", ">"];

    private readonly List<Token> _tokens;
    private readonly List<object> _values = [];
    private readonly Func<string, SearchField?> _fields;
    private int _at;
    private int _depth;

    private ListQueryParser(string query, Func<string, SearchField?> fields) => (_tokens, _fields) = (ListQueryLexer.Read(query), fields);

    private Token Current => _tokens[_at];

    /// <summary>Reads a query for workflows.</summary>
    /// <param name="query">The query; may be empty.</param>
    /// <param name="attributes">Finds the attributes that are not columns, by name; null for an unknown one.</param>
    /// <exception cref="ListQueryException">It cannot be understood.</exception>
    public static ListQuery Parse(string query, Func<string, AttributeDefinition?> attributes) => Parse(query, name => SearchField.Find(name, attributes));

    /// <summary>Reads a query.</summary>
    /// <param name="query">The query; may be empty.</param>
    /// <param name="fields">Finds a field by its name; null for an unknown one.</param>
    /// <exception cref="ListQueryException">It cannot be understood.</exception>
    public static ListQuery Parse(string query, Func<string, SearchField?> fields) => new ListQueryParser(query, fields).Parse();

    private ListQuery Parse()
    {
        var condition = Current.Kind == TokenKind.End || Current.Is("GROUP") || Current.Is("ORDER") ? new Condition("1") : Or();
        var grouped = Take("GROUP");
        if (grouped)
        {
            Expect("BY");
            if (Field().Name is not "ExecutionStatus" and var name)
            {
                throw new ListQueryException($"operation is not supported: 'GROUP BY' clause is not supported for search attribute {name}");
            }

            if (Current.Is(","))
            {
                throw new ListQueryException("operation is not supported: 'GROUP BY' clause supports only a single field");
            }
        }

        foreach (var clause in (ReadOnlySpan<string>)["ORDER", "LIMIT"])
        {
            if (Current.Is(clause))
            {
                throw new ListQueryException($"operation is not supported: '{(clause == "ORDER" ? "ORDER BY" : clause)}' clause");
            }
        }

        return Current.Kind == TokenKind.End ? new ListQuery(condition.Sql, _values, grouped, condition.Lookups) : throw ListQueryLexer.Malformed(Current.End, Current.Text);
    }

    private Condition Or() => Condition.Any(Chain("OR", And));

    private Condition And() => Condition.All(Chain("AND", Not));

    private List<Condition> Chain(string word, Func<Condition> read)
    {
        List<Condition> conditions = [read()];
        while (Take(word))
        {
            conditions.Add(read());
        }

        return conditions;
    }

    private Condition Not()
    {
        if (++_depth > MaxDepth)
        {
            throw new ListQueryException("invalid expression: nested too deeply");
        }

        try
        {
            return Take("NOT") ? Not().Negated() : Primary();
        }
        finally
        {
            _depth--;
        }
    }

    private Condition Primary()
    {
        if (!Take("("))
        {
            return Comparison();
        }

        var condition = Or();
        Expect(")");
        return condition;
    }

    private Condition Comparison()
    {
        if (Current.Kind == TokenKind.Word && Next(1).Kind == TokenKind.End)
        {
            throw new ListQueryException("invalid expression: incomplete expression");
        }

        if (Current.Kind == TokenKind.Word && Next(1).Is("IS"))
        {
            CheckIsNull();
        }

        var field = Field();
        return Take("NOT") ? Operation(field, isNegated: true).Negated() : Operation(field, isNegated: false);
    }

    private Condition Operation(SearchField field, bool isNegated)
    {
        if (Take("IN"))
        {
            Refuse(field, IndexedValueType.Text, "IN", isNegated);
            var values = Values(field);
            return new(field.HasMany ? field.HasAnyOf(values) : $"{field.Column} IN ({values})");
        }

        if (Take("BETWEEN"))
        {
            return Range(field);
        }

        if (Take("STARTS_WITH"))
        {
            return field.Type == IndexedValueType.Keyword && field.Name != "ExecutionStatus" ? Prefix(field) : throw Unsupported(field, isNegated ? "NOT STARTS_WITH" : "STARTS_WITH");
        }

        if (!isNegated && Take("IS"))
        {
            var not = Take("NOT");
            Expect("NULL");
            return new($"{field.Column} IS {(not ? "NOT " : "")}NULL");
        }

        return !isNegated && _comparisons.FirstOrDefault(Take) is { } symbol ? Compare(field, symbol) : throw ListQueryLexer.Malformed(Current.End, Current.Text);
    }

    private Condition Compare(SearchField field, string symbol)
    {
        if (field.HasMany)
        {
            if (symbol is not ("=" or "!="))
            {
                throw Unsupported(field, symbol);
            }

            var values = field.Type == IndexedValueType.Text ? AnyWord(field) : Value(field);
            return symbol == "=" ? new(field.HasAnyOf(values), values.Contains(',', StringComparison.Ordinal) ? [] : [field.Lookup(values)!]) : new($"NOT {field.HasAnyOf(values)}");
        }

        var value = Value(field);
        return new($"{field.Column} {symbol} {value}", symbol == "=" && field.Lookup(value) is { } lookup ? [lookup] : []);
    }

    private Condition Range(SearchField field)
    {
        if (field.HasMany || field.Type == IndexedValueType.Bool)
        {
            throw new ListQueryException($"invalid expression: cannot do range condition on search attribute '{field.Name}' of type {field.Type}");
        }

        var low = Value(field);
        Expect("AND");
        return new($"{field.Column} BETWEEN {low} AND {Value(field)}");
    }

    private Condition Prefix(SearchField field)
    {
        var prefix = Value(field);
        var condition = $"substr({field.Column}, 1, length({prefix})) = {prefix}";
        if (field.Column != "workflow_id" || ((string)_values[^1]).Length == 0)
        {
            return new(condition);
        }

        // No text that starts with the prefix comes after it in the order of its bytes.
        var end = Add(_values[^1] + "\U0010FFFF\U0010FFFF");
        return new(condition, [IndexLookup.WorkflowIds(prefix, end)]);
    }

    private static ListQueryException Unsupported(SearchField field, string symbol) =>
        new($"operation is not supported: operator '{symbol}' not supported for {field.Type} type search attribute '{field.Name}'");

    private static void Refuse(SearchField field, IndexedValueType type, string symbol, bool isNegated)
    {
        if (field.Type == type)
        {
            throw Unsupported(field, isNegated ? $"NOT {symbol}" : symbol);
        }
    }

    /// <summary>Refuses anything but <c>NULL</c> or <c>NOT NULL</c> after <c>IS</c>, before the name of the field is checked.</summary>
    private void CheckIsNull()
    {
        var at = Next(2).Is("NOT") ? 3 : 2;
        if (!Next(at).Is("NULL"))
        {
            throw ListQueryLexer.Malformed(Next(at).End, Next(at).Text);
        }
    }

    private Token Next(int offset) => _tokens[Math.Min(_at + offset, _tokens.Count - 1)];

    private SearchField Field()
    {
        var name = Current;
        if (name.Kind != TokenKind.Word)
        {
            throw ListQueryLexer.Malformed(name.End, name.Text);
        }

        _at++;
        return _fields(name.Text) ?? throw new ListQueryException($"invalid expression: column name '{name.Text}' is not a valid search attribute");
    }

    private string Values(SearchField field)
    {
        Expect("(");
        var placeholders = new List<string>();
        do
        {
            placeholders.Add(Value(field));
        }
        while (Take(","));
        Expect(")");
        return string.Join(", ", placeholders);
    }

    private string Value(SearchField field) => Add(SearchValue.Read(field, ValueToken()));

    private string AnyWord(SearchField field) => string.Join(", ", SearchValue.Words(field, (string)SearchValue.Read(field, ValueToken())).Select(Add));

    private Token ValueToken()
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Text or TokenKind.Number) && !token.Is("true") && !token.Is("false"))
        {
            throw token.Kind == TokenKind.Word
                ? new ListQueryException($"operation is not supported: column name on the right side of comparison expression (did you forget to quote \"{token.Text}\"?)")
                : ListQueryLexer.Malformed(token.End, token.Text);
        }

        _at++;
        return token;
    }

    private string Add(object value)
    {
        if (_values.Count >= MaxValues)
        {
            throw new ListQueryException($"invalid expression: more than {MaxValues} values");
        }

        _values.Add(value);
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
