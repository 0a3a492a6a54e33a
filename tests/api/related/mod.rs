//! What is related to articles and texts.

mod get_related_choices;
mod list_related_articles;
mod relate_text;
mod replace_related_choices;

use serde_json::{Value, json};

use crate::support::{App, article};

/// A line of the import about one event, told in other words each time.
pub fn told(external_id: &str, title: &str, published_at: &str, text: &str) -> Value {
    let mut line = article(external_id, title, published_at);
    line["body"] = json!(text);
    line
}

/// A bridge that opens, seen by three papers, its reprint, a bridge of another year, and what has nothing to do with it.
pub async fn bridge(app: &App) {
    let long = "清河大桥昨日正式通车,两岸居民出行时间由四十分钟缩短到十分钟。大桥全长一千二百米,双向六车道,历时三年建成,\
        是全市首座跨清河的斜拉桥。通车仪式上,建设者代表讲述了在汛期抢工的经历,沿线学校组织学生参观。";
    let mut lines = vec![
        told("bridge", "清河大桥建成通车", "2025-06-03T09:00:00+08:00", long),
        told(
            "paper",
            "跨清河斜拉桥通车 两岸居民十分钟到达",
            "2025-06-03T18:00:00+08:00",
            "三年建设,清河大桥今天通车。斜拉桥双向六车道,两岸居民过河只要十分钟。",
        ),
        told("reprint", "清河大桥建成通车(转载)", "2025-06-04T08:00:00+08:00", long),
        told(
            "later",
            "清河大桥通车一周年 车流量创新高",
            "2026-06-03T09:00:00+08:00",
            "清河大桥通车一年来,日均车流量三万辆,斜拉桥成为两岸居民出行的首选。",
        ),
        told(
            "school",
            "全市中小学今天开学",
            "2025-09-01T08:00:00+08:00",
            "教育部门要求各校上好开学第一课,检查校车和食堂,安排心理辅导。",
        ),
        told(
            "rain",
            "暴雨预警升级 多地停课",
            "2025-06-03T10:00:00+08:00",
            "气象台发布暴雨红色预警,多地中小学停课,防汛部门转移群众。",
        ),
    ];
    for (at, line) in lines.iter_mut().enumerate() {
        if at % 2 == 1 {
            line["source"] = json!("清河晚报");
        }
    }
    app.publish(&lines).await;
}

/// The article with this id in the system it came from.
pub async fn id(app: &App, external_id: &str) -> String {
    let page = app.json(&format!("/v1/articles?external_id={external_id}")).await;
    page["items"][0]["id"].as_str().expect("the article is there").to_owned()
}

/// The outer ids of related articles, in their order.
pub fn order(answer: &Value) -> Vec<&str> {
    let items = answer["items"].as_array().expect("the answer has items").iter();
    items.map(|item| item["article"]["external_id"].as_str().expect("they have outer ids")).collect()
}
